"""Lists tars for golden tests."""

load(":golden_test.bzl", "golden_test")
load(":node_action.bzl", "NODE_TOOLCHAINS", "node_action")

def _listing_impl(ctx):
    listing = ctx.actions.declare_file(ctx.label.name + ".ndjson")
    args = ctx.actions.args()
    args.add(ctx.file.tar)
    args.add(listing)
    args.add(ctx.attr.only)
    node_action(ctx, ctx.file._program, args, [ctx.file.tar], [listing])
    return [DefaultInfo(files = depset([listing]))]

listing = rule(
    implementation = _listing_impl,
    doc = "Lists a tar: one JSON line an entry.",
    attrs = {
        "only": attr.string(
            doc = "Text that must be in the path of an entry; others are not listed.",
        ),
        "tar": attr.label(
            allow_single_file = True,
            doc = "The archive.",
            mandatory = True,
        ),
        "_program": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = Label("//tools/dev/starlark:list_tar"),
            doc = "The program that lists.",
        ),
    },
    toolchains = NODE_TOOLCHAINS,
)

def listing_test(name, tar, golden, only = ""):
    """Tests what is in a tar.

    Args:
      name: name of the test.
      tar: the archive.
      golden: file with the expected listing.
      only: text that must be in the path of an entry; others are not compared.
    """
    listing(
        name = name + ".listing",
        testonly = True,
        only = only,
        tags = ["manual"],
        tar = tar,
    )
    golden_test(
        name = name,
        generated = name + ".listing",
        golden = golden,
    )
