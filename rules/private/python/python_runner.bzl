"""The rule behind the target that runs an interpreter of Debian packages while building."""

load("//rules/private/deb:debian_architecture.bzl", "debian_architecture")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":actions/write_python_root.bzl", "write_python_root")
load(":python_runner_info.bzl", "PythonRunnerInfo")

visibility("public")

_RULE = "python_runner"

def _python_runner_impl(ctx):
    if not ctx.files.debs:
        return [PythonRunnerInfo(compiler = None, root = None)]
    root = ctx.actions.declare_directory(ctx.label.name)
    compiler = ctx.actions.declare_directory(ctx.label.name + ".compiler")
    write_python_root(
        ctx,
        _RULE,
        architecture = debian_architecture(target_platform(ctx).architecture),
        debs = ctx.files.debs,
        compiler = compiler,
        output = root,
    )
    return [DefaultInfo(files = depset([root])), PythonRunnerInfo(compiler = compiler, root = root)]

python_runner = rule(
    implementation = _python_runner_impl,
    doc = "A directory of Debian packages, from which their Python runs on any system of its architecture.",
    attrs = TOOL_ATTRS | PLATFORM_ATTRS | {
        "debs": attr.label_list(
            doc = "The packages, `.deb` files; none where they are not locked for the machine that runs actions.",
            allow_files = [".deb"],
        ),
    },
    provides = [PythonRunnerInfo],
    toolchains = TOOL_TOOLCHAINS,
)
