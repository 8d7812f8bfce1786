"""The action that describes a tar file as a layer."""

load("//rules/private/arguments:file_options.bzl", "add_file_options", "add_key_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def describe_tar(ctx, rule, tar, name):
    """Reads a tar once for its digests.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      tar: File: the archive, plain or compressed.
      name: name of the output.

    Returns:
      File: the layer set, of one layer.
    """
    output = ctx.actions.declare_file(name)
    args = argument_file(ctx, rule)
    add_file_options(args, "tar", [tar])
    add_key_options(args, "key", [tar])
    add_file_options(args, "layers", [output])
    run_tool(
        ctx,
        arguments = [args],
        command = "layer describe",
        inputs = depset([tar]),
        mnemonic = "RtLayerDescribe",
        outputs = [output],
        progress_message = "Describing a layer of %{label}",
    )
    return output
