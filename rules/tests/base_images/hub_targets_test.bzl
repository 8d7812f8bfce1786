"""Tests of the texts that the repository of a matrix has, and of its executable targets."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts", "unittest")
load("//rules/private/base_images:base_images_manager.bzl", "base_images_manager")
load(
    "//rules/private/base_images:repositories/hub_targets.bzl",
    "image_problem",
    "image_targets",
    "lock_targets",
    "platform_targets",
    "source_targets",
)
load("//rules/tests/support:actions.bzl", "run_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

def _image(**changes):
    return {
        "base": "",
        "distro": "debian12",
        "environment": {"PRICE": "$5"},
        "interpreter": "debian12",
        "labels": {"distro_name": "debian12"},
        "platforms": ["linux/amd64", "linux/arm64/v8"],
        "problem": "",
        "python": "3.11",
        "release": "runtime",
        "requires": {},
        "runtime": "",
        "tag": "1-python3.11-debian12-runtime",
        "wheels": "bentoml_3.11",
    } | changes

def _plan(*images):
    return {
        "bases": [{
            "id": "ubi8_3.9",
            "libc": "glibc",
            "libcVersion": "2.28",
            "path": "/usr/bin/python3.9",
            "python": "3.9",
        }],
        "images": images,
        "interpreters": [{"id": "debian12"}],
        "runtimes": [{"id": "13.5", "version": "13.5"}, {"id": "11.5", "version": "11.5"}],
    }

def _contains(env, text, *parts):
    for part in parts:
        asserts.true(env, part in text, "{} is in {}".format(part, text))

def _image_test_impl(ctx):
    env = unittest.begin(ctx)
    image, index, push = image_targets("m", _image(), None)
    _contains(
        env,
        image,
        'name = "1-python3.11-debian12-runtime.image"',
        'tars = [":layers_debian12_bentoml_3.11", ":accounts", ":files"]',
        '"PRICE": "$$5"',
        '"PATH": "/opt/bentoml/venv/bin:/usr/local/sbin:',
        'user = "1034:1034"',
    )
    asserts.false(env, "base =" in image)
    _contains(
        env,
        index,
        'image = ":1-python3.11-debian12-runtime.image"',
        'platforms = [":linux_amd64", ":linux_arm64"]',
    )
    _contains(env, push, "oci_push(", 'name = "1-python3.11-debian12-runtime.push"', 'tags = ["manual"]')
    shallow, _, _ = image_targets("m", _image(base = "ubi8_3.9", interpreter = ""), None)
    _contains(
        env,
        shallow,
        'base = "@m_base_ubi8_3.9"',
        ':$PATH"',
        'tars = [":layers_ubi8_3.9_bentoml_3.11", ":files"]',
    )
    return unittest.end(env)

def _cuda_test_impl(ctx):
    env = unittest.begin(ctx)
    same = image_targets("m", _image(requires = {"amd64": "a", "arm64": "a"}, runtime = "13.5"), None)
    asserts.equals(env, 3, len(same))
    _contains(
        env,
        same[0],
        'runtimes = [":cuda_13.5"]',
        '"NVIDIA_REQUIRE_CUDA": "a"',
        '"LD_LIBRARY_PATH": "/usr/local/nvidia/lib:/usr/local/nvidia/lib64:$LD_LIBRARY_PATH"',
        '":nvidia_conf"',
    )
    apart = image_targets("m", _image(requires = {"amd64": "a", "arm64": "b"}, runtime = "13.5"), None)
    asserts.equals(env, 6, len(apart))
    _contains(env, apart[2], '"NVIDIA_REQUIRE_CUDA": "b"')
    _contains(env, apart[4], "images = [", "-runtime.amd64", "-runtime.arm64")
    return unittest.end(env)

def _problem_test_impl(ctx):
    env = unittest.begin(ctx)
    known = {"cuda_versions": ["13.5"], "has_devel_wheel": False}
    asserts.equals(env, None, image_problem(_image(), **known))
    for image, message in [
        (_image(problem = "why"), "Cannot make 1-python3.11-debian12-runtime: why"),
        (_image(runtime = "11.5", tag = "t"), "Cannot make t: there are no packages of CUDA 11.5"),
        (_image(release = "devel", tag = "t"), "Cannot make t: there is no wheel of BentoML's development branch"),
    ]:
        problem = image_problem(image, **known)
        asserts.equals(env, message, problem.message)
        targets = image_targets("m", image, problem)
        asserts.equals(env, 2, len(targets), "the image, and its push")
        _contains(env, targets[0], "unusable(", 'speaker = "base_images.matrix m"', repr(problem.fix))
    return unittest.end(env)

def _shared_test_impl(ctx):
    env = unittest.begin(ctx)
    plan = _plan(_image(), _image(release = "devel", tag = "2"), _image(problem = "no", wheels = "none"))
    sources = source_targets("m", plan, ["13.5"])
    layers = [text for text in sources if text.startswith("python_layers(")]
    asserts.equals(env, 1, len(layers), "images of one Python and the same wheels share their layers")
    _contains(env, layers[0], 'interpreter = "@m_debian12"', 'wheels = ["@m_bentoml_3.11"]', 'tags = ["manual"]')
    asserts.equals(env, 1, len([text for text in sources if text.startswith("runtime(")]))
    _contains(env, sources[0], 'path = "/usr/bin/python3.9"', 'libc_version = "2.28"')
    asserts.equals(env, 2, len(platform_targets(plan)))
    locks = lock_targets("m", plan, ["bentoml_3.11"])
    _contains(
        env,
        "".join(locks),
        'name = "lock_debian12"',
        'actual = "@m_bentoml_3.11//:lock"',
        'locks = ["@m_debian12//:lock", "@m_bentoml_3.11//:lock"]',
    )
    _contains(env, lock_targets("m", _plan() | {"interpreters": []}, [])[0], "Cannot lock anything")
    return unittest.end(env)

_image_test = unittest.make(_image_test_impl)
_cuda_test = unittest.make(_cuda_test_impl)
_problem_test = unittest.make(_problem_test_impl)
_shared_test = unittest.make(_shared_test_impl)

def _manager_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, [
        "base-images",
        "--context=base_images.matrix //rules/tests/base_images:manager",
        "--manifest=a/manifest.yml",
        "--bentoml-version=1.4.40",
        "--matrix-version=1.4.40",
        "--unmade=devel-python3.9-debian11=Cannot make it: there is no wheel",
        "--python-versions=3.9,3.11",
    ], run_arguments(env))
    return analysistest.end(env)

_manager_test = analysistest.make(_manager_test_impl)

def hub_targets_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    unittest.suite(name + "_texts", _image_test, _cuda_test, _problem_test, _shared_test)
    base_images_manager(
        name = "manager",
        bentoml_version = "1.4.40",
        manifest = "a/manifest.yml",
        python_versions = ["3.9", "3.11"],
        tags = ["manual"],
        unmade = {"devel-python3.9-debian11": "Cannot make it: there is no wheel"},
    )
    _manager_test(name = name + "_manager_test", target_under_test = "manager")
    base_images_manager(
        name = "others_manager",
        tags = ["manual"],
    )
    failure_test(
        name = name + "_others_test",
        lines = [
            "Cannot manage the base images of another module",
            "fix: run this in the workspace of the module that calls base_images.matrix",
        ],
        target_under_test = "others_manager",
    )
    native.test_suite(
        name = name,
        tests = [name + "_texts", name + "_manager_test", name + "_others_test"],
    )
