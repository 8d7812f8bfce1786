"""NVIDIA's wheels are the CUDA runtime of an image, and there is one."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("//rules:oci.bzl", "oci_image")
load("//rules:providers.bzl", "RuntimeSetInfo")
load("//rules:python.bzl", "python_image", "python_layers", "python_wheel", "python_wheels")
load("//rules:runtimes.bzl", "runtime")
load("//rules/tests/runtimes:stand_ins.bzl", "stand_in")
load("//rules/tests/support:actions.bzl", "by_name", "tool_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "//rules/tests/python_image:"
_SITE = "/app/.venv/lib/python3.11/site-packages/nvidia/"
_TAGS = "py3-none-manylinux2014_x86_64"

_WHEELS = {
    "cu12": ["nvidia_cublas_cu12-12.4.5.8", "nvidia_cuda_runtime_cu12-12.4.127", "nvidia_ml_py-12.560.30"],
    "cu13": ["nvidia_cublas-13.0.2.14", "nvidia_cuda_runtime-13.0.96", "nvidia_cudnn_cu13-9.13.0.50"],
    "nccl": ["nvidia_nccl_cu12-2.27.3"],
    "tools": ["nvidia_ml_py-12.560.31"],
}

def _config_test_impl(ctx):
    """The config of the image has what the runtime of the flag would say, of the wheels; its layers are not there."""
    env = analysistest.begin(ctx)
    options = by_name(tool_arguments(env, "RtImageBuild")[0])
    variables = [value for value in options.get("env", []) if value.startswith(("CUDA_", "NVIDIA_"))]
    asserts.equals(env, ctx.attr.variables, variables)
    asserts.equals(env, ctx.attr.labels, [value for value in options.get("label", []) if "cuda" in value])
    paths = [value for value in options.get("search-path", []) if value.startswith("LD_LIBRARY_PATH=")]
    asserts.equals(env, ["LD_LIBRARY_PATH=" + _SITE + path for path in ctx.attr.directories], paths)
    asserts.equals(env, [], [layer for layer in options["layers"] if "runtimes/" in layer or "packages" in layer])
    found = [each for each in analysistest.target_under_test(env)[RuntimeSetInfo].runtimes if each.name == "cuda"]
    asserts.equals(env, [ctx.attr.version] if ctx.attr.version else [], [each.version for each in found])
    check = by_name(tool_arguments(env, "RtImageCheck")[0])
    asserts.equals(env, bool(ctx.attr.version), "libcuda.so.*" in check.get("host-library", []))
    asserts.true(env, check["module-layers"], "extension modules are checked")
    return analysistest.end(env)

_config_test = analysistest.make(_config_test_impl, attrs = {
    "directories": attr.string_list(doc = "Directories of libraries below that of NVIDIA's wheels."),
    "labels": attr.string_list(doc = "Labels of the image that are of CUDA."),
    "variables": attr.string_list(doc = "Environment of the image that is of CUDA."),
    "version": attr.string(doc = "Version of CUDA; empty where the image has none."),
})

def _variables(version, major):
    return [
        "CUDA_VERSION=" + version,
        "NVIDIA_DRIVER_CAPABILITIES=compute,utility",
        "NVIDIA_REQUIRE_CUDA=cuda>={}.0".format(major),
        "NVIDIA_VISIBLE_DEVICES=all",
    ]

_CU12 = dict(
    directories = ["cublas/lib", "cuda_runtime/lib"],
    labels = [
        "rt.runtime.cuda=12.4",
        "rt.runtime.cuda.packages=nvidia-cublas-cu12 12.4.5.8, nvidia-cuda-runtime-cu12 12.4.127, " +
        "nvidia-ml-py 12.560.30",
    ],
    variables = _variables("12.4", "12"),
    version = "12.4",
)

_CU13 = dict(
    directories = ["cu13/lib", "cudnn/lib"],
    labels = [
        "rt.runtime.cuda=13.0",
        "rt.runtime.cuda.packages=nvidia-cublas 13.0.2.14, nvidia-cuda-runtime 13.0.96, nvidia-cudnn-cu13 9.13.0.50",
    ],
    variables = _variables("13.0", "13"),
    version = "13.0",
)

_NCCL = dict(
    directories = ["nccl/lib"],
    labels = ["rt.runtime.cuda=12", "rt.runtime.cuda.packages=nvidia-nccl-cu12 2.27.3"],
    variables = _variables("12", "12"),
    version = "12",
)

# Images: their wheels, their runtimes, and what the config has of CUDA.
_CASES = {
    "cuda_of_one_wheel": (["nccl"], [], _NCCL),
    "cuda_of_wheels": (["cu12"], [], _CU12),
    "cuda_of_wheels_13": (["cu13"], [], _CU13),
    "cuda_once": (["cu12"], ["cuda_12"], _CU12),
    "no_cuda_of_tools": (["tools"], [], {}),
}

_RUNTIME_12 = "12.9 from " + _HERE + "cuda_12"

# Images that are refused: their wheels, their runtimes, and what the message says.
_FAILURES = {
    "cuda_of_two_wheels": (["cu13", "nccl"], [], "12 from the wheel nvidia-nccl-cu12 2.27.3"),
    "cuda_twice": (["cu13"], ["cuda_12"], _RUNTIME_12),
}

# Images of layers alone: the wheels of each environment, their runtimes, and what the config has of CUDA.
_LAYERED = {
    "cuda_of_layers": (["cu12"], [], _CU12),
    "cuda_of_layers_once": (["cu12"], ["cuda_12"], _CU12),
    "cuda_of_two_layers": (["cu12", "nccl"], [], _CU12 | {
        "directories": _CU12["directories"] + ["nccl/lib"],
    }),
    "no_cuda_of_layers": (["tools"], [], {}),
}

# The same, refused: what the message says after the name of the test.
_LAYERED_FAILURES = {
    "cuda_of_layers_twice": (["cu13"], ["cuda_12"], "13.0 from {}_0 and " + _RUNTIME_12),
    "cuda_of_other_layers": (["cu13", "nccl"], [], "12 from {}_1 and 13.0 from {}_0"),
}

def cuda_test_suite(name):
    """Defines the tests.

    Args:
      name: name of the suite.
    """
    for each, files in _WHEELS.items():
        for file in files:
            write_file(name = file, content = [], out = "{}-{}.whl".format(file, _TAGS), tags = ["manual"])
            python_wheel(name = "wheel_" + file, src = file, tags = ["manual"])
        python_wheels(name = each, tags = ["manual"], wheels = [":wheel_" + file for file in files])
    stand_in(name = "cuda_packages", files = {"cudart": ["lib/libcudart.so.12"]}, runtime = "cuda", version = "12.9")
    runtime(name = "cuda_12", packages = ":cuda_packages", runtime = "cuda", tags = ["manual"])
    for case, (wheels, runtimes, expected) in _CASES.items():
        _image(case, wheels, runtimes)
        _config_test(name = case + "_test", target_under_test = case + "_image.image", **expected)
    for case, (wheels, runtimes, other) in _FAILURES.items():
        _image(case, wheels, runtimes)
        failure_test(
            name = case + "_test",
            lines = [
                "Cannot put two versions of cuda into one image: 13 from the wheel nvidia-cuda-runtime 13.0.96 and " +
                other,
                "accepted: one major version of CUDA",
            ],
            target_under_test = case + "_image.image",
        )
    for case, (wheels, runtimes, expected) in _LAYERED.items():
        _layered(case, wheels, runtimes)
        _config_test(name = case + "_test", target_under_test = case + "_image", **expected)
    for case, (wheels, runtimes, versions) in _LAYERED_FAILURES.items():
        _layered(case, wheels, runtimes)
        failure_test(
            name = case + "_test",
            lines = [
                "Cannot put two versions of cuda into one image: " + versions.replace("{}", _HERE + case),
                "accepted: one major version of cuda",
                "fix: leave one of the two out",
            ],
            target_under_test = case + "_image",
        )
    native.test_suite(name = name, tests = [
        ":{}_test".format(case)
        for cases in [_CASES, _FAILURES, _LAYERED, _LAYERED_FAILURES]
        for case in cases
    ])

def _layered(case, wheels, runtimes):
    for index, each in enumerate(wheels):
        python_layers(
            name = "{}_{}".format(case, index),
            interpreter = ":python",
            tags = ["manual"],
            wheels = [each],
        )
    oci_image(
        name = case + "_image",
        architecture = "amd64",
        entrypoint = ["/app/.venv/bin/python"],
        os = "linux",
        runtimes = runtimes,
        tags = ["manual"],
        tars = ["{}_{}".format(case, index) for index in range(len(wheels))],
    )

def _image(case, wheels, runtimes):
    python_image(
        name = case + "_image",
        interpreter = ":python",
        module = "a",
        platform = "//platforms:linux_amd64",
        runtimes = runtimes,
        tags = ["manual"],
        wheels = wheels,
    )
