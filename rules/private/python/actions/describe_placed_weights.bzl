"""The action that describes weights beside a Python program as layers."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/arguments:source_keys.bzl", "add_source_keys")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load("//rules/private/python_code:actions/code_layers.bzl", "add_placed_files")

visibility(["//rules/private/..."])

def describe_placed_weights(ctx, rule, sources, place, options, max_layers, name):
    """Reads each file once for the digests of its layer, which is never written.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      sources: depset of File: files and directories.
      place: function from a File to its path in the image, without a slash before it.
      options: list of strings: options of `rt layer weights`.
      max_layers: File with the most layers.
      name: name of the output, without extensions.

    Returns:
      A LayerSetInfo.
    """
    layers = ctx.actions.declare_file(name + ".layers.json")
    args = argument_file(ctx, rule)
    add_file_options(args, "layers", [layers])
    add_file_options(args, "max-layers-file", [max_layers])
    args.add_all(options, map_each = escape_line)
    args.add("--")
    add_placed_files(args, sources, place)
    add_source_keys(args, sources)
    run_tool(
        ctx,
        arguments = [args],
        command = "layer weights",
        inputs = depset([max_layers], transitive = [sources]),
        locality = BESIDE_INPUTS,
        mnemonic = "RtLayerWeights",
        outputs = [layers],
        progress_message = "Hashing weights of %{label}",
    )
    return LayerSetInfo(blobs = depset(), layer_sets = depset([layers]), sources = sources)
