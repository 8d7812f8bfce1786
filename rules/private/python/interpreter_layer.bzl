"""The rule behind the layer that goes over the packages of an interpreter."""

load("//rules/private/deb:debian_architecture.bzl", "debian_architecture")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python_code:actions/layer_commands.bzl", "COMPILER_ATTRS")
load(":actions/python_actions.bzl", "write_interpreter_layer")
load(":python_runner_info.bzl", "PythonRunnerInfo")

visibility("public")

_RULE = "python.interpreter"

def _interpreter_layer_impl(ctx):
    layers = write_interpreter_layer(
        ctx,
        _RULE,
        architecture = debian_architecture(target_platform(ctx).architecture),
        compiler = ctx.attr.runner[PythonRunnerInfo].compiler,
        compress = ctx.attr.compress,
        debs = ctx.files.debs,
        name = ctx.label.name,
        version = ctx.attr.version,
    )
    return [
        DefaultInfo(files = layers.blobs, runfiles = ctx.runfiles(transitive_files = layers.blobs)),
        OutputGroupInfo(layers = layers.layer_sets),
        layers,
    ]

interpreter_layer = rule(
    implementation = _interpreter_layer_impl,
    doc = "What scripts of packages add to an interpreter: its compiled library, and where OpenSSL has certificates.",
    attrs = TOOL_ATTRS | COMPILER_ATTRS | PLATFORM_ATTRS | {
        "compress": attr.string(
            doc = "Compression of the layer: none, gzip or zstd.",
            values = ["", "gzip", "zstd"],
        ),
        "debs": attr.label_list(
            doc = "The packages of the image, `.deb` files.",
            allow_files = [".deb"],
        ),
        "runner": attr.label(
            cfg = "exec",
            doc = "The same Python for the machine that runs actions; without it nothing is compiled.",
            mandatory = True,
            providers = [PythonRunnerInfo],
        ),
        "version": attr.string(
            doc = "Version of Python.",
            mandatory = True,
        ),
    },
    toolchains = TOOL_TOOLCHAINS,
)
