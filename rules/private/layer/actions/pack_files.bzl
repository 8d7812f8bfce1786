"""The action that packs files at given places into a layer."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options", "add_key_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":layer_set_info.bzl", "LayerSetInfo")

visibility(["//rules/private/..."])

def pack_files(ctx, rule, files, name):
    """Packs files into a tar with zstd.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      files: list of structs: file (File) and path (string, its place in the image without a leading slash).
      name: name of the outputs, without extensions.

    Returns:
      A LayerSetInfo of one layer.
    """
    output = ctx.actions.declare_file(name + ".tar.zst")
    layers = ctx.actions.declare_file(name + ".layers.json")
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [output])
    add_file_options(args, "layers", [layers])
    add_key_options(args, "key", [output])
    args.add("--compress=zstd")
    args.add("--")
    for each in files:
        args.add_all(
            [each.file],
            expand_directories = False,
            format_each = "source\t{}\t%s".format(escape_line(each.path).replace("%", "%%")),
            map_each = _path,
        )
    run_tool(
        ctx,
        arguments = [args],
        command = "layer tar",
        inputs = depset([each.file for each in files]),
        mnemonic = "RtLayerTar",
        outputs = [output, layers],
        progress_message = "Packing a layer of %{label}",
    )
    return LayerSetInfo(blobs = depset([output]), layer_sets = depset([layers]), sources = depset())

def _path(file):
    return escape_line(file.path)
