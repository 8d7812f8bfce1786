"""The action that makes an index of images."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":image_info.bzl", "ImageInfo")
load(":image_source.bzl", "flatten_images")

visibility(["//rules/private/..."])

def build_index(ctx, rule, images, annotations, annotations_file):
    """Writes an index; the images are linked.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      images: list of ImageInfo.
      annotations: dict.
      annotations_file: File or None.

    Returns:
      An ImageInfo.
    """
    index = ImageInfo(
        blobs = depset([image.layout for image in images], transitive = [image.blobs for image in images]),
        digest = ctx.actions.declare_file(ctx.label.name + ".digest"),
        images = flatten_images(images),
        layer_sets = depset(),
        layout = ctx.actions.declare_directory(ctx.label.name),
        sources = depset(),
    )
    files = [annotations_file] if annotations_file else []
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [index.layout])
    add_file_options(args, "digest-out", [index.digest])
    add_file_options(args, "image", [image.layout for image in images])
    args.add_all(
        ["--annotation={}={}".format(key, value) for key, value in annotations.items()],
        map_each = escape_line,
    )
    add_file_options(args, "annotations-file", files)
    run_tool(
        ctx,
        arguments = [args],
        command = "image index",
        inputs = depset(files, transitive = [index.blobs]),
        mnemonic = "RtImageIndex",
        outputs = [index.layout, index.digest],
        # The links of the layout must lead to where the images stay.
        path_mapping = False,
        progress_message = "Making image index %{label}",
    )
    return index
