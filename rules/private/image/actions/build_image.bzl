"""The action that makes an image of a base and layers."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:content_files.bzl", "add_content_files")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":actions/describe_image.bzl", "describe_image")
load(":image_info.bzl", "ImageInfo")

visibility(["//rules/private/..."])

def build_image(ctx, rule, base, layers, platform, options, files):
    """Writes manifest and config; layers are linked, never read.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      base: ImageInfo or None.
      layers: LayerSetInfo: the layers on top of the base.
      platform: struct of os, architecture and variant.
      options: list of strings: options of `rt image build` for the config.
      files: list of (option, File): options of `rt image build` that name a file.

    Returns:
      An ImageInfo.
    """
    below = [base] if base else []
    image = ImageInfo(
        blobs = depset(
            [each.layout for each in below],
            transitive = [layers.blobs] + [each.blobs for each in below],
        ),
        digest = ctx.actions.declare_file(ctx.label.name + ".digest"),
        foreign_layer_sets = depset(
            [_describe_foreign(ctx, rule, each, platform) for each in below if _is_foreign(each)],
            transitive = [getattr(each, "foreign_layer_sets", depset()) for each in below],
        ),
        images = [],
        layer_sets = depset(
            transitive = [each.layer_sets for each in below] + [layers.layer_sets],
            order = "preorder",
        ),
        layout = ctx.actions.declare_directory(ctx.label.name),
        sources = depset(transitive = [layers.sources] + [each.sources for each in below]),
    )
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [image.layout])
    add_file_options(args, "digest-out", [image.digest])
    args.add_all(_platform_options(platform) + options, map_each = escape_line)
    for each in below:
        add_file_options(args, "base", [each.layout])
        add_file_options(args, "base-layers", each.layer_sets)
    add_file_options(args, "layers", layers.layer_sets)
    for option, file in files:
        add_file_options(args, option, [file])
    args.add("--")
    add_content_files(args, "", image.blobs)
    run_tool(
        ctx,
        arguments = [args],
        command = "image build",
        inputs = depset([file for _, file in files], transitive = [image.blobs, image.layer_sets]),
        mnemonic = "RtImageBuild",
        outputs = [image.layout, image.digest],
        # The links of the layout must lead to where the layers stay.
        path_mapping = False,
        progress_message = "Making image %{label}",
    )
    return image

def _is_foreign(image):
    return not image.digest and not image.layer_sets

def _describe_foreign(ctx, rule, image, platform):
    return describe_image(ctx, rule, image, _platform_options(platform), ctx.label.name + ".base.layers.json")

def _platform_options(platform):
    return [
        "--{}={}".format(name, getattr(platform, name))
        for name in ["os", "architecture", "variant"]
        if getattr(platform, name)
    ]
