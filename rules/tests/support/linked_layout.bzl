"""An image as other rule sets make them: a layout directory whose layers are links to other outputs."""

load(":node_action.bzl", "NODE_TOOLCHAINS", "node_action")

def _linked_layout_impl(ctx):
    layout = ctx.file.layout
    tree = ctx.actions.declare_directory(ctx.label.name)
    args = ctx.actions.args()
    args.add_all([layout, tree], expand_directories = False)
    node_action(ctx, ctx.file._program, args, [layout], [tree])
    runfiles = ctx.runfiles([layout])
    if not ctx.attr.in_output_group:
        return [DefaultInfo(files = depset([tree]), runfiles = runfiles)]
    file = ctx.actions.declare_file(ctx.label.name + ".json")
    ctx.actions.write(file, "{}")
    return [
        DefaultInfo(files = depset([file]), runfiles = runfiles),
        OutputGroupInfo(oci_layout = depset([tree])),
    ]

linked_layout = rule(
    implementation = _linked_layout_impl,
    doc = "Makes a directory of links. Like the rules it stands for, it gives a directory, and has what the links " +
          "lead to " +
          "in its runfiles; it has no provider of rt.",
    attrs = {
        "in_output_group": attr.bool(
            doc = "Whether the directory is in the output group oci_layout, and another file the default output.",
        ),
        "layout": attr.label(
            allow_single_file = True,
            doc = "A full copy of an image.",
            mandatory = True,
        ),
        "_program": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = Label("//tools/dev/starlark:link_layout"),
            doc = "The program that makes it.",
        ),
    },
    toolchains = NODE_TOOLCHAINS,
)
