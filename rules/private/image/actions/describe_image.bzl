"""The action that describes the layers of an image of another rule set."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options", "add_key_options")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def describe_image(ctx, rule, image, platform_options, name):
    """Reads the layers of an image that has no layer sets, for checks.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      image: ImageInfo of a directory of another rule set.
      platform_options: list of strings: options that choose an image of an index.
      name: name of the output.

    Returns:
      File: the layer set.
    """
    output = ctx.actions.declare_file(name)
    args = argument_file(ctx, rule)
    add_file_options(args, "layout", [image.layout])
    add_key_options(args, "key", [image.layout])
    add_file_options(args, "layers", [output])
    args.add_all(platform_options, map_each = escape_line)
    run_tool(
        ctx,
        arguments = [args],
        command = "image describe",
        inputs = depset([image.layout], transitive = [image.blobs]),
        locality = BESIDE_INPUTS,
        mnemonic = "RtImageDescribe",
        outputs = [output],
        # The links of the layout lead to where the layers are.
        path_mapping = False,
        progress_message = "Reading the base of image %{label}",
    )
    return output
