"""The rule that builds the native launcher of executable targets."""

visibility(["//tools/..."])

_NODE_TOOLCHAIN_TYPE = Label("//rules:node_toolchain_type")

def _rt_launcher_impl(ctx):
    node = ctx.toolchains[_NODE_TOOLCHAIN_TYPE].node
    launcher = ctx.actions.declare_file(ctx.label.name)
    args = ctx.actions.args()
    args.add(ctx.file._builder)
    args.add(ctx.file._main)
    args.add(launcher)
    ctx.actions.run(
        executable = node.node,
        arguments = [args],
        inputs = [ctx.file._builder, ctx.file._main],
        outputs = [launcher],
        tools = [node.files],
        env = {},
        execution_requirements = {"supports-path-mapping": "1"},
        mnemonic = "RtLauncher",
        progress_message = "Building the launcher of rt's executable targets",
        toolchain = _NODE_TOOLCHAIN_TYPE,
    )
    return [DefaultInfo(executable = launcher, files = depset([launcher]))]

rt_launcher = rule(
    implementation = _rt_launcher_impl,
    doc = """\
Builds the program that every executable target of rt is a link to: the toolchain's Node with
tools/launcher/launch.ts inside, so that nothing needs a shell.
""",
    attrs = {
        "_builder": attr.label(
            default = Label("//tools/launcher:build_launcher.mjs"),
            allow_single_file = True,
            doc = "The program that builds it.",
        ),
        "_main": attr.label(
            default = Label("//tools:launch"),
            allow_single_file = True,
            doc = "What it does, one CommonJS file.",
        ),
    },
    executable = True,
    toolchains = [_NODE_TOOLCHAIN_TYPE],
)
