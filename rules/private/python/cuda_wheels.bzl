"""CUDA in the wheels of a virtual environment."""

load(
    "//rules/private/python_code:cuda_packages.bzl",
    "CUDA_SUFFIX",
    "NVIDIA",
    "cuda_major",
    "is_for_one_cuda",
    "nvidia_packages",
)
load(":python_versions.bzl", "python_minor")

visibility(["//rules/private/..."])

# From this major version on, the wheels of the toolkit share one directory.
_FIRST_SHARED = 13

def wheel_library_directories(environment):
    """Lists where NVIDIA's wheels have their libraries: a directory each, or one of the toolkit.

    Args:
      environment: PythonEnvironmentInfo.

    Returns:
      A list of absolute paths in the image.
    """
    wheels = nvidia_packages(environment.wheels.to_list())
    if not wheels:
        return []
    root = "/{}/lib/python{}/site-packages/nvidia/".format(
        environment.prefix,
        python_minor(environment.interpreter.version),
    )
    shared = [
        root + "cu{}/lib".format(cuda_major(wheel))
        for wheel in wheels
        if cuda_major(wheel) and int(cuda_major(wheel)) >= _FIRST_SHARED and not is_for_one_cuda(wheel)
    ]
    alone = [
        root + wheel.distribution.removeprefix(NVIDIA).rpartition(CUDA_SUFFIX)[0].replace("-", "_") + "/lib"
        for wheel in wheels
        if is_for_one_cuda(wheel)
    ]
    return {directory: None for directory in shared + alone}.keys()
