"""Unit tests: what is chosen of lock files."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load(
    "//rules/private/runtime:repositories/runtime_locks.bzl",
    "choose_packages",
    "component_mistakes",
    "kept_files",
    "library_components",
    "merge_locks",
)

visibility(["//rules/tests/..."])

def _package(name, component, needs = [], version = "1", architecture = "amd64"):
    kept = {"lib/lib{}.so.1".format(component): {"from": "x/lib{}.so.1".format(component), "size": 7}}
    return {
        "component": component,
        "dependsOn": needs,
        "files": {architecture: {"file": name + ".whl", "kept": kept}},
        "name": name,
        "version": version,
    }

_LOCK = {
    "packages": [
        _package("nvidia-cublas", "cublas"),
        _package("nvidia-cuda-runtime", "cudart"),
        _package("nvidia-cudnn", "cudnn", needs = ["nvidia-cublas", "nvidia-nvrtc"]),
        _package("nvidia-nvrtc", "nvrtc"),
    ],
    "request": {"defaults": ["cudart"], "version": "13.5"},
}

def _chosen(locks, include = [], exclude = []):
    return [
        package["name"] + " " + package["version"]
        for package in choose_packages(merge_locks(locks), include, exclude)
    ]

def _choose_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, ["nvidia-cuda-runtime 1"], _chosen([_LOCK]))
    asserts.equals(
        env,
        ["nvidia-cublas 1", "nvidia-cuda-runtime 1", "nvidia-cudnn 1", "nvidia-nvrtc 1"],
        _chosen([_LOCK], include = ["cudnn"]),
    )
    asserts.equals(
        env,
        ["nvidia-cublas 1", "nvidia-cudnn 1"],
        _chosen([_LOCK], include = ["cudnn"], exclude = ["cudart", "nvrtc"]),
    )
    return unittest.end(env)

_choose_test = unittest.make(_choose_test_impl)

def _merge_test_impl(ctx):
    env = unittest.begin(ctx)
    own = {"packages": [_package("nvidia-cuda-runtime", "cudart", version = "2"), _package("mine", "mine")]}
    asserts.equals(env, ["nvidia-cuda-runtime 2", "mine 1"], _chosen([_LOCK, own]))
    asserts.equals(env, "13.5", merge_locks([_LOCK, own]).version)
    asserts.equals(env, "unknown", merge_locks([own]).version)
    split = {"packages": [_package("a", "a"), _package("a", "a", version = "2", architecture = "arm64")]}
    asserts.equals(env, ["a 1", "a 2"], _chosen([split]))
    return unittest.end(env)

_merge_test = unittest.make(_merge_test_impl)

def _component_mistakes_test_impl(ctx):
    env = unittest.begin(ctx)
    mistakes = component_mistakes("include", ["cublas", "cufft"], merge_locks([_LOCK]))
    messages = [one.message for one in mistakes]
    asserts.equals(env, ["Cannot find the component \"cufft\" of include in version 13.5"], messages)
    asserts.equals(env, "cublas, cudart, cudnn, nvrtc", mistakes[0].accepted)
    return unittest.end(env)

_component_mistakes_test = unittest.make(_component_mistakes_test_impl)

def _kept_test_impl(ctx):
    env = unittest.begin(ctx)
    file = {"kept": {
        "lib/librocblas.so.0": {"from": "usr/lib/librocblas.so.0.1", "size": 64 * 1024 * 1024},
        "lib/rocblas/library/Kernels.so-000-gfx90a.hsaco": {"from": "k/gfx90a", "size": 1},
        "lib/rocblas/library/TensileLibrary_gfx900.co": {"from": "k/gfx900", "size": 1},
        "licenses/x/copyright": {"from": "doc/copyright", "size": 1},
    }}
    flat = kept_files(file, "flat", [])
    asserts.equals(env, 4, len(flat.kept))
    asserts.equals(env, ["lib/librocblas.so.0"], flat.large)
    asserts.false(env, flat.own_layer)
    many = kept_files({"kept": {
        "lib/lib{}.so.1".format(number): {"from": "x", "size": 8 * 1024 * 1024}
        for number in range(2)
    }}, "flat", [])
    asserts.true(env, many.own_layer)
    asserts.equals(env, [], many.large)
    some = kept_files(file, "flat", ["gfx90a"])
    asserts.equals(
        env,
        ["lib/librocblas.so.0", "lib/rocblas/library/Kernels.so-000-gfx90a.hsaco", "licenses/x/copyright"],
        some.kept.keys(),
    )
    tree = kept_files(file, "site-packages", ["gfx1"])
    asserts.equals(env, {
        "licenses/x/copyright": "doc/copyright",
        "site-packages/usr/lib/librocblas.so.0.1": "usr/lib/librocblas.so.0.1",
    }, tree.kept)
    asserts.equals(env, ["site-packages/usr/lib/librocblas.so.0.1"], tree.large)
    return unittest.end(env)

_kept_test = unittest.make(_kept_test_impl)

def _library_components_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "cudnn", library_components(_LOCK["packages"])["libcudnn.so.1"])
    return unittest.end(env)

_library_components_test = unittest.make(_library_components_test_impl)

def runtime_locks_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    unittest.suite(
        name,
        _choose_test,
        _merge_test,
        _component_mistakes_test,
        _kept_test,
        _library_components_test,
    )
