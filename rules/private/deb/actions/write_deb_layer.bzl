"""The action that makes a layer of Debian packages, and the layer set that describes it."""

load("//rules/private/arguments:file_options.bzl", "add_file_options", "add_key_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def write_deb_layer(ctx, rule, debs, output, layers, options):
    """Makes a layer of Debian packages.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      debs: list of File: the packages.
      output: File: the archive to write.
      layers: File: the layer set to write.
      options: list of strings: options of `rt layer deb`.
    """
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [output])
    add_file_options(args, "layers", [layers])
    add_key_options(args, "key", [output])
    args.add_all(options)
    args.add("--")
    args.add_all(debs)
    run_tool(
        ctx,
        arguments = [args],
        command = "layer deb",
        inputs = depset(debs),
        mnemonic = "RtLayerDeb",
        outputs = [output, layers],
        progress_message = "Packing Debian packages of %{label}",
    )
