"""The action that makes a layout of a manifest and a config."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":image_info.bzl", "ImageInfo")

visibility(["//rules/private/..."])

def wrap_image(ctx, rule, manifest, media_type, config, layers, fetched_layers, reference):
    """Writes a layout of an image whose layers are elsewhere.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      manifest: File.
      media_type: string: media type of the manifest.
      config: File.
      layers: File: a layer set that says where the layers are.
      fetched_layers: depset of File: the layers, where they are here.
      reference: string: where the image was pulled from.

    Returns:
      An ImageInfo.
    """
    image = ImageInfo(
        blobs = depset(),
        digest = ctx.actions.declare_file(ctx.label.name + ".digest"),
        images = [],
        layer_sets = depset([layers]),
        layout = ctx.actions.declare_directory(ctx.label.name),
        reference = reference,
        sources = fetched_layers,
    )
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [image.layout])
    add_file_options(args, "digest-out", [image.digest])
    add_file_options(args, "manifest", [manifest])
    add_file_options(args, "config", [config])
    args.add(escape_line(media_type), format = "--media-type=%s")
    run_tool(
        ctx,
        arguments = [args],
        command = "image wrap",
        inputs = depset([manifest, config]),
        mnemonic = "RtImageWrap",
        outputs = [image.layout, image.digest],
        progress_message = "Describing base image %{label}",
    )
    return image
