"""What runtimes tell the actions that make images, and what programs find."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:providers.bzl", "RuntimeInfo")
load("//rules/tests/support:actions.bzl", "tool_arguments")

visibility(["//rules/tests/..."])

_SETTINGS = {
    "//command_line_option:platforms": str(Label("//platforms:linux_amd64")),
    str(Label("//runtimes:cuda")): True,
    str(Label("//runtimes:tpu")): True,
    str(Label("//runtimes/cpu:packages")): str(Label("//rules/tests/runtimes:cpu_packages")),
    str(Label("//runtimes/cuda:packages")): str(Label("//rules/tests/runtimes:cuda_packages")),
    str(Label("//runtimes/tpu:packages")): str(Label("//rules/tests/runtimes:tpu_packages")),
}

def _options_test_impl(ctx):
    """Runtimes come first, so that whatever people set comes after and wins."""
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtImageBuild")[0]
    options = [
        argument
        for argument in arguments
        if argument.startswith(("--search-path=", "--env=", "--label="))
    ]
    asserts.equals(env, [
        "--search-path=LD_LIBRARY_PATH=/opt/rt/tpu/lib",
        "--search-path=LD_LIBRARY_PATH=/opt/rt/cuda/lib",
        "--env=PJRT_DEVICE=TPU",
        "--env=TPU_LIBRARY_PATH=/opt/rt/tpu/lib/libtpu.so",
        "--env=CUDA_VERSION=13.5",
        "--env=NVIDIA_DRIVER_CAPABILITIES=compute,utility",
        "--env=NVIDIA_REQUIRE_CUDA=cuda>=13.0",
        "--env=NVIDIA_VISIBLE_DEVICES=all",
        "--label=rt.runtime.tpu=0.0.51",
        "--label=rt.runtime.tpu.packages=libtpu 0.0.51.1",
        "--label=rt.runtime.cuda=13.5",
        "--label=rt.runtime.cuda.packages=nvidia-cublas 13.5.1, nvidia-cuda-runtime 13.5.1",
        "--label=rt.runtime.cpu=builtin",
        "--env=NVIDIA_VISIBLE_DEVICES=0",
        "--env=PATH=/opt/rt/cuda/bin",
        "--label=org=example",
    ], options)
    return analysistest.end(env)

_options_test = analysistest.make(_options_test_impl, config_settings = _SETTINGS)

def _runfiles_test_impl(ctx):
    env = analysistest.begin(ctx)
    runfiles = analysistest.target_under_test(env)[DefaultInfo].default_runfiles
    asserts.equals(env, [
        "rt_runtimes/cuda/lib/libcublas.so.13",
        "rt_runtimes/cuda/lib/libcublasLt.so.13",
        "rt_runtimes/cuda/lib/libcudart.so.13",
        "rt_runtimes/cuda/licenses/nvidia-cublas/License.txt",
        "rt_runtimes/tpu/lib/libtpu.so",
    ], sorted([link.path for link in runfiles.root_symlinks.to_list()]))
    return analysistest.end(env)

_runfiles_test = analysistest.make(_runfiles_test_impl, config_settings = _SETTINGS)

def _info_test_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[RuntimeInfo]
    asserts.equals(env, "cuda", info.name)
    asserts.equals(env, "nvrtc", info.components["libnvrtc.so.13"])
    asserts.true(env, "libcuda.so.*" in info.host_libraries)
    asserts.equals(env, ["/opt/rt/cuda/lib"], info.library_dirs)
    return analysistest.end(env)

_info_test = analysistest.make(_info_test_impl, config_settings = _SETTINGS)

def _model_test_impl(ctx):
    """Files of runtimes are in the layers of the runtimes, and nowhere else."""
    env = analysistest.begin(ctx)
    packed = [argument for action in tool_arguments(env, "RtLayerTar") for argument in action]
    asserts.equals(env, [], [argument for argument in packed if "libcu" in argument])
    image = tool_arguments(env, "RtImageBuild")[0]
    asserts.true(env, "--label=rt.runtime.cuda=13.5" in image)
    asserts.equals(env, [
        "tpu_packages-libtpu-amd64.layers.json",
        "cuda_packages-nvidia-cublas-amd64.lib.libcublasLt.so.13.layers.json",
        "cuda_packages-nvidia-cublas-amd64.layers.json",
        "cuda_packages-nvidia-cuda-runtime-amd64.layers.json",
        "model.own.layers.json",
    ], [argument.rpartition("/")[2] for argument in image if argument.startswith("--layers=")])
    return analysistest.end(env)

_model_test = analysistest.make(_model_test_impl, config_settings = _SETTINGS)

def _bare_model_test_impl(ctx):
    """Without layers of runtimes, the program brings their files with it."""
    env = analysistest.begin(ctx)
    packed = [argument for action in tool_arguments(env, "RtLayerTar") for argument in action]
    libraries = [argument for argument in packed if argument.startswith("source\trt_runtimes/cuda/lib/")]
    asserts.equals(env, 3, len(libraries))
    image = tool_arguments(env, "RtImageBuild")[0]
    asserts.equals(env, [], [argument for argument in image if "rt.runtime" in argument])
    return analysistest.end(env)

_bare_model_test = analysistest.make(_bare_model_test_impl, config_settings = _SETTINGS)

def runtimes_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _options_test(name = name + "_options_test", target_under_test = ":image")
    _runfiles_test(name = name + "_runfiles_test", target_under_test = ":server")
    _info_test(name = name + "_info_test", target_under_test = "//runtimes/cuda")
    _model_test(name = name + "_model_test", target_under_test = ":model")
    _bare_model_test(name = name + "_bare_model_test", target_under_test = ":bare_model")
