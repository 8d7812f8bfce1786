"""What the config of an image has of CUDA, where packages of NVIDIA bring it."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:providers.bzl", "RuntimeSetInfo")
load(":actions.bzl", "by_name", "tool_arguments")

visibility(["//rules/tests/..."])

def _cuda_config_test_impl(ctx):
    """The config of the image has what the runtime of the flag would say, of the packages; its layers are not there."""
    env = analysistest.begin(ctx)
    options = by_name(tool_arguments(env, "RtImageBuild")[0])
    variables = [value for value in options.get("env", []) if value.startswith(("CUDA_", "NVIDIA_"))]
    asserts.equals(env, ctx.attr.variables, variables)
    asserts.equals(env, ctx.attr.labels, [value for value in options.get("label", []) if "cuda" in value])
    paths = [value for value in options.get("search-path", []) if value.startswith("LD_LIBRARY_PATH=")]
    asserts.equals(env, ["LD_LIBRARY_PATH=" + path for path in ctx.attr.directories], paths)
    asserts.equals(env, [], [layer for layer in options["layers"] if "runtimes/" in layer or "packages" in layer])
    found = [each for each in analysistest.target_under_test(env)[RuntimeSetInfo].runtimes if each.name == "cuda"]
    asserts.equals(env, [ctx.attr.version] if ctx.attr.version else [], [each.version for each in found])
    check = by_name(tool_arguments(env, "RtImageCheck")[0])
    asserts.equals(env, bool(ctx.attr.version), "libcuda.so.*" in check.get("host-library", []))
    asserts.true(env, check["module-layers"], "extension modules are checked")
    return analysistest.end(env)

cuda_config_test = analysistest.make(_cuda_config_test_impl, attrs = {
    "directories": attr.string_list(doc = "Directories of libraries in the image."),
    "labels": attr.string_list(doc = "Labels of the image that are of CUDA."),
    "variables": attr.string_list(doc = "Environment of the image that is of CUDA."),
    "version": attr.string(doc = "Version of CUDA; empty where the image has none."),
})

def cuda_variables(version, major):
    """Lists what an image with CUDA has in its environment, but for search paths.

    Args:
      version: string such as "12.4".
      major: string such as "12".

    Returns:
      A list of strings.
    """
    return [
        "CUDA_VERSION=" + version,
        "NVIDIA_DRIVER_CAPABILITIES=compute,utility",
        "NVIDIA_REQUIRE_CUDA=cuda>={}.0".format(major),
        "NVIDIA_VISIBLE_DEVICES=all",
    ]
