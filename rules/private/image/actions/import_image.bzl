"""The action that opens an image in a tar."""

load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":image_info.bzl", "ImageInfo")

visibility(["//rules/private/..."])

def import_image(ctx, rule, archive):
    """Makes a layout of an image in a tar.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      archive: File: the tar of a layout, or what `docker save` writes.

    Returns:
      An ImageInfo.
    """
    layout = ctx.actions.declare_directory(ctx.label.name + ".base")
    args = argument_file(ctx, rule)
    add_file_options(args, "archive", [archive])
    add_file_options(args, "out", [layout])
    run_tool(
        ctx,
        arguments = [args],
        command = "image import",
        inputs = depset([archive]),
        mnemonic = "RtImageImport",
        outputs = [layout],
        progress_message = "Opening the base of %{label}",
    )
    return ImageInfo(
        blobs = depset(),
        digest = None,
        images = [],
        layer_sets = depset(),
        layout = layout,
        sources = depset(),
    )
