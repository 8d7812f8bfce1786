"""Actions of images: which foreign programs they allow, and how their libraries and scripts are checked."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:model.bzl", "model_image")
load("//rules:oci.bzl", "oci_image")
load("//rules/tests/support:actions.bzl", "by_name", "short_paths", "tool_arguments")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/binary_checks/"

def _defaults_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "--context=oci_image //rules/tests/binary_checks:plain",
        "--image=BIN/" + _HERE + "plain",
        "--out=BIN/" + _HERE + "plain.libraries.txt",
        "--layers=BIN/" + _HERE + "plain.0.0.layers.json",
    ]), by_name(tool_arguments(env, "RtImageCheck")[0]))
    groups = analysistest.target_under_test(env)[OutputGroupInfo]
    asserts.equals(env, [_HERE + "plain.libraries.txt"], short_paths(groups._validation))
    return analysistest.end(env)

_defaults_test = analysistest.make(_defaults_test_impl)

def _options_test_impl(ctx):
    env = analysistest.begin(ctx)
    image = tool_arguments(env, "RtImageBuild")[0]
    for option in ["--allow-foreign-binary=**.exe", "--allow-foreign-binary=opt/a b"]:
        asserts.true(env, option in image, option)
    check = tool_arguments(env, "RtImageCheck")[0]
    for option in ["--host-library=libcuda.so.1", "--host-library=libnvidia-*"]:
        asserts.true(env, option in check, option)
    return analysistest.end(env)

_options_test = analysistest.make(_options_test_impl)

def _unchecked_test_impl(ctx):
    env = analysistest.begin(ctx)
    tool_arguments(env, "RtImageCheck", count = 0)
    groups = analysistest.target_under_test(env)[OutputGroupInfo]
    asserts.equals(env, [], short_paths(groups._validation))
    return analysistest.end(env)

_unchecked_test = analysistest.make(_unchecked_test_impl)

def _partly_checked_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtImageCheck")[0]
    for option in ["--no-libraries", "--no-scripts"]:
        asserts.equals(env, option == ctx.attr.option, option in arguments, option)
    return analysistest.end(env)

_partly_checked_test = analysistest.make(_partly_checked_test_impl, attrs = {"option": attr.string()})

def _foreign_base_test_impl(ctx):
    env = analysistest.begin(ctx)
    layers = "--layers=BIN/" + _HERE + "over_foreign.base.layers.json"
    described = tool_arguments(env, "RtImageDescribe")[0]
    asserts.true(env, layers in described, "the base is described")
    asserts.true(env, "--architecture=amd64" in described, "for the platform of the image")
    asserts.true(env, layers in tool_arguments(env, "RtImageCheck")[0], "and the check reads that")
    return analysistest.end(env)

_foreign_base_test = analysistest.make(_foreign_base_test_impl)

def _above_foreign_test_impl(ctx):
    env = analysistest.begin(ctx)
    tool_arguments(env, "RtImageDescribe", count = 0)
    layers = "--layers=BIN/" + _HERE + "over_foreign.base.layers.json"
    asserts.true(env, layers in tool_arguments(env, "RtImageCheck")[0], "what the image below has described")
    return analysistest.end(env)

_above_foreign_test = analysistest.make(_above_foreign_test_impl)

def binary_checks_test_suite(name):
    """Makes images and tests their actions.

    Args:
      name: name of the suite.
    """
    common = {
        "architecture": "amd64",
        "os": "linux",
        "tags": ["manual"],
        "tars": ["//rules/tests/testdata:hello.tar"],
    }
    options = {
        "allow_foreign_binaries": ["**.exe", "opt/a b"],
        "host_libraries": ["libcuda.so.1", "libnvidia-*"],
    }
    oci_image(name = "plain", **common)
    oci_image(name = "with_options", **(common | options))
    oci_image(name = "unchecked", check_libraries = False, check_scripts = False, **common)
    for check in ["libraries", "scripts"]:
        oci_image(name = "without_" + check, **(common | {"check_" + check: False}))
        _partly_checked_test(
            name = "{}_without_{}_test".format(name, check),
            option = "--no-" + check,
            target_under_test = ":without_" + check,
        )
    oci_image(name = "over_foreign", base = "//rules/tests/testdata:foreign", **common)
    oci_image(name = "above_foreign", base = ":over_foreign", **common)
    model_image(
        name = "model",
        testonly = True,
        binary = "//rules/tests/content:python_program",
        interpreter = "//rules/tests/python_image:python",
        tags = ["manual"],
        **options
    )
    tests = {
        "above_foreign": (_above_foreign_test, ":above_foreign"),
        "defaults": (_defaults_test, ":plain"),
        "foreign_base": (_foreign_base_test, ":over_foreign"),
        "model": (_options_test, ":model"),
        "options": (_options_test, ":with_options"),
        "unchecked": (_unchecked_test, ":unchecked"),
    }
    for test, (rule, target) in tests.items():
        rule(name = "{}_{}_test".format(name, test), target_under_test = target)
    all_tests = tests.keys() + ["without_libraries", "without_scripts"]
    native.test_suite(name = name, tests = [":{}_{}_test".format(name, test) for test in all_tests])
