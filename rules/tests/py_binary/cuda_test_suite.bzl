"""NVIDIA's packages in the runfiles of a py_binary are the CUDA runtime of its image, and there is one."""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("@rules_python//python:defs.bzl", "py_binary", "py_library")
load("//rules:model.bzl", "model_image")
load("//rules:python.bzl", "python_image", "python_wheel")
load("//rules:runtimes.bzl", "runtime")
load("//rules/tests/runtimes:stand_ins.bzl", "stand_in")
load("//rules/tests/support:cuda_config_test.bzl", "cuda_config_test", "cuda_variables")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/py_binary/"
_ROOT = "/app/runfiles/_main/" + _HERE

# Packages as `pip.parse` unpacks them, each in a directory of its own: their files.
_PACKAGES = {
    "cublas": [
        "nvidia/cublas/include/cublas.h",
        "nvidia/cublas/lib/libcublas.so.12",
        "nvidia_cublas_cu12-12.4.5.8.dist-info/METADATA",
        "nvidia_cublas_cu12-12.4.5.8.dist-info/WHEEL",
    ],
    "cudart": [
        "nvidia/cuda_runtime/lib/libcudart.so.12",
        "nvidia_cuda_runtime_cu12-12.4.127.dist-info/METADATA",
    ],
    "cudart13": [
        "nvidia/cu13/lib/libcudart.so.13",
        "nvidia_cuda_runtime-13.0.96.dist-info/METADATA",
    ],
    "tools": ["nvidia_ml_py-12.560.30.dist-info/METADATA"],
}

# Programs: their packages.
_PROGRAMS = {
    "cu12": ["cublas", "cudart"],
    "cu13": ["cudart13"],
    "mixed": ["cublas", "cudart13"],
    "tools": ["tools"],
}

_LABEL = "rt.runtime.cuda.packages=nvidia-cublas-cu12 12.4.5.8, nvidia-cuda-runtime-cu12 12.4.127"
_DIRECTORIES = ["cublas/site-packages/nvidia/cublas/lib", "cudart/site-packages/nvidia/cuda_runtime/lib"]

def _cu12(root = _ROOT, label = _LABEL, directories = []):
    return dict(
        directories = directories + [root + each for each in _DIRECTORIES],
        labels = ["rt.runtime.cuda=12.4", label],
        variables = cuda_variables("12.4", "12"),
        version = "12.4",
    )

# Images: what makes each, its program, what else it has, and what the config has of CUDA.
_CASES = {
    "cuda_beside_wheels": (python_image, "cu12", dict(wheels = [":nccl"]), _cu12(
        directories = ["/app/.venv/lib/python3.11/site-packages/nvidia/nccl/lib"],
        label = _LABEL + ", nvidia-nccl-cu12 2.27.3",
    )),
    "cuda_of_runfiles": (python_image, "cu12", {}, _cu12()),
    "cuda_of_runfiles_in_model": (
        model_image,
        "cu12",
        dict(prefix = "srv"),
        _cu12(root = _ROOT.replace("/app/", "/srv/")),
    ),
    "cuda_once": (python_image, "cu12", dict(runtimes = [":cuda_12"]), _cu12()),
    "cuda_once_in_model": (model_image, "cu12", dict(runtimes = [":cuda_12"]), _cu12()),
    "no_cuda_of_tools": (python_image, "tools", {}, {}),
}

_OF_13 = "13 from the wheel nvidia-cuda-runtime 13.0.96 and "
_RUNTIME_12 = _OF_13 + "12.9 from //{}:cuda_12".format(_HERE.rstrip("/"))

# Images that are refused: what makes each, its program, what else it has, and the versions that the message names.
_FAILURES = {
    "cuda_of_two_packages": (python_image, "mixed", {}, _OF_13 + "12 from the wheel nvidia-cublas-cu12 12.4.5.8"),
    "cuda_of_two_packages_in_model": (
        model_image,
        "mixed",
        {},
        _OF_13 + "12 from the wheel nvidia-cublas-cu12 12.4.5.8",
    ),
    "cuda_of_wheel_and_package": (
        python_image,
        "cu13",
        dict(wheels = [":nccl"]),
        _OF_13 + "12 from the wheel nvidia-nccl-cu12 2.27.3",
    ),
    "cuda_twice": (python_image, "cu13", dict(runtimes = [":cuda_12"]), _RUNTIME_12),
    "cuda_twice_in_model": (model_image, "cu13", dict(runtimes = [":cuda_12"]), _RUNTIME_12),
}

def cuda_test_suite(name):
    """Defines the tests.

    Args:
      name: name of the suite.
    """
    _programs()
    for case, (make, program, attributes, expected) in _CASES.items():
        _image(case, make, program, attributes)
        cuda_config_test(name = case + "_test", target_under_test = case + "_image.image", **expected)
    for case, (make, program, attributes, versions) in _FAILURES.items():
        _image(case, make, program, attributes)
        failure_test(
            name = case + "_test",
            lines = [
                "Cannot put two versions of cuda into one image: " + versions,
                "accepted: one major version of CUDA",
            ],
            target_under_test = case + "_image.image",
        )
    native.test_suite(name = name, tests = [
        ":{}_test".format(case)
        for cases in [_CASES, _FAILURES]
        for case in cases
    ])

def _programs():
    for package, files in _PACKAGES.items():
        paths = ["{}/site-packages/{}".format(package, file) for file in files]
        for path in paths:
            write_file(name = "file_" + path.replace("/", "_"), content = [], out = path, tags = ["manual"])
        py_library(name = package, data = paths, imports = [package + "/site-packages"], tags = ["manual"])
    write_file(name = "cuda_source", content = ["import greet"], out = "cuda_program.py", tags = ["manual"])
    for program, packages in _PROGRAMS.items():
        py_binary(
            name = program + "_program",
            srcs = ["cuda_program.py"],
            main = "cuda_program.py",
            tags = ["manual"],
            deps = packages + ["@rt_test_other//:greet"],
        )
    wheel = "nvidia_nccl_cu12-2.27.3-py3-none-manylinux2014_x86_64.whl"
    write_file(name = "nccl_file", content = [], out = wheel, tags = ["manual"])
    python_wheel(name = "nccl", src = wheel, tags = ["manual"])
    stand_in(name = "cuda_packages", files = {"cudart": ["lib/libcudart.so.12"]}, runtime = "cuda", version = "12.9")
    runtime(name = "cuda_12", packages = ":cuda_packages", runtime = "cuda", tags = ["manual"])

def _image(case, make, program, attributes):
    make(
        name = case + "_image",
        binary = program + "_program",
        interpreter = ":python",
        platform = "//platforms:linux_amd64",
        tags = ["manual"],
        **attributes
    )
