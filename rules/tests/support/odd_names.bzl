"""A directory of files whose names break tools."""

load(":node_action.bzl", "NODE_TOOLCHAINS", "node_action")

def _odd_names_impl(ctx):
    tree = ctx.actions.declare_directory(ctx.label.name)
    args = ctx.actions.args()
    args.add_all([tree], expand_directories = False)
    node_action(ctx, ctx.file._program, args, [], [tree])
    return [DefaultInfo(files = depset([tree]))]

odd_names = rule(
    implementation = _odd_names_impl,
    doc = "Makes a directory of files with odd names and a relative link.",
    attrs = {
        "_program": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = Label("//tools/dev/starlark:make_tree"),
            doc = "The program that makes it.",
        ),
    },
    toolchains = NODE_TOOLCHAINS,
)
