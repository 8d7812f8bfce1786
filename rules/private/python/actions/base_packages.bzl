"""The action that reads which packages of Python a base says that it has."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def read_base_packages(ctx, rule, base, platform):
    """Reads the label of a base.

    Args:
      ctx: the context of a rule with TOOL_ATTRS and TOOL_TOOLCHAINS.
      rule: name of the rule as people know it.
      base: ImageInfo.
      platform: struct of os, architecture and variant.

    Returns:
      File: the value of the label `rt.python.packages`; empty where there is none.
    """
    output = ctx.actions.declare_file(ctx.label.name + ".base_packages")
    args = argument_file(ctx, rule)
    add_file_options(args, "base", [base.layout])
    add_file_options(args, "out", [output])
    args.add_all([
        "--{}={}".format(name, getattr(platform, name))
        for name in ["os", "architecture", "variant"]
        if getattr(platform, name)
    ], map_each = escape_line)
    run_tool(
        ctx,
        arguments = [args],
        command = "python packages",
        inputs = depset([base.layout], transitive = [base.blobs]),
        locality = BESIDE_INPUTS,
        mnemonic = "RtPythonPackages",
        outputs = [output],
        progress_message = "Reading which packages the base of %{label} has",
    )
    return output
