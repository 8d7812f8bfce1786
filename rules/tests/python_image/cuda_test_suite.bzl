"""NVIDIA's wheels are the CUDA runtime of an image, and there is one."""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("//rules:oci.bzl", "oci_image")
load("//rules:python.bzl", "python_image", "python_layers", "python_wheel", "python_wheels")
load("//rules:runtimes.bzl", "runtime")
load("//rules/tests/runtimes:stand_ins.bzl", "stand_in")
load("//rules/tests/support:cuda_config_test.bzl", "cuda_config_test", "cuda_variables")
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

_CU12 = dict(
    directories = [_SITE + "cublas/lib", _SITE + "cuda_runtime/lib"],
    labels = [
        "rt.runtime.cuda=12.4",
        "rt.runtime.cuda.packages=nvidia-cublas-cu12 12.4.5.8, nvidia-cuda-runtime-cu12 12.4.127, " +
        "nvidia-ml-py 12.560.30",
    ],
    variables = cuda_variables("12.4", "12"),
    version = "12.4",
)

_CU13 = dict(
    directories = [_SITE + "cu13/lib", _SITE + "cudnn/lib"],
    labels = [
        "rt.runtime.cuda=13.0",
        "rt.runtime.cuda.packages=nvidia-cublas 13.0.2.14, nvidia-cuda-runtime 13.0.96, nvidia-cudnn-cu13 9.13.0.50",
    ],
    variables = cuda_variables("13.0", "13"),
    version = "13.0",
)

_NCCL = dict(
    directories = [_SITE + "nccl/lib"],
    labels = ["rt.runtime.cuda=12", "rt.runtime.cuda.packages=nvidia-nccl-cu12 2.27.3"],
    variables = cuda_variables("12", "12"),
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
        "directories": _CU12["directories"] + [_SITE + "nccl/lib"],
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
        cuda_config_test(name = case + "_test", target_under_test = case + "_image.image", **expected)
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
        cuda_config_test(name = case + "_test", target_under_test = case + "_image", **expected)
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
