"""What CUDA wants of an image and of its host, wherever its libraries come from."""

visibility(["//rules/...", "//runtimes/..."])

# Environment of the container; `{version}` and `{major}` stand for the version of CUDA.
CUDA_ENV = {
    "CUDA_VERSION": "{version}",
    "NVIDIA_DRIVER_CAPABILITIES": "compute,utility",
    # Drivers of a major version run programs of all its minor versions.
    "NVIDIA_REQUIRE_CUDA": "cuda>={major}.0",
    "NVIDIA_VISIBLE_DEVICES": "all",
}

# Names of libraries that the driver brings into containers.
CUDA_HOST_LIBRARIES = [
    "libcuda.so.*",
    "libcudadebugger.so.*",
    "libnvcuvid.so.*",
    "libnvidia-*.so.*",
    "libnvoptix.so.*",
]
