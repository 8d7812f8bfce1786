"""The action that describes weights as layers."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/arguments:source_keys.bzl", "add_source_keys")
load("//rules/private/layer:content.bzl", "add_file_lines")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def describe_weights(ctx, rule, sources, options, output):
    """Reads each file once for the digests of its layer.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      sources: depset of File: files and directories.
      options: list of strings: options of `rt layer weights`.
      output: name of the output.

    Returns:
      File: the layer set.
    """
    layers = ctx.actions.declare_file(output)
    args = argument_file(ctx, rule)
    add_file_options(args, "layers", [layers])
    args.add_all(options, map_each = escape_line)
    args.add("--")
    add_file_lines(args, sources)
    add_source_keys(args, sources)
    run_tool(
        ctx,
        arguments = [args],
        command = "layer weights",
        inputs = sources,
        locality = BESIDE_INPUTS,
        mnemonic = "RtLayerWeights",
        outputs = [layers],
        progress_message = "Hashing weights of %{label}",
    )
    return layers
