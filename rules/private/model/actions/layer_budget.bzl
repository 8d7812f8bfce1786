"""The action that counts how many layers an image has left for weights."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def layer_budget(ctx, rule, base, platform, layers, reserve, most):
    """Counts the layers of the base and of layer sets.

    The count is a file of its own, so that weights are hashed again only when the count changes, and not with each
    edit of what it was taken from.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      base: ImageInfo or None.
      platform: struct of os, architecture and variant: which image of a base that is an index.
      layers: LayerSetInfo: other layers of the same image.
      reserve: int: further layers of the same image.
      most: string: the most that weights may have in any case; empty for the default.

    Returns:
      File: one number.
    """
    output = ctx.actions.declare_file(ctx.label.name + ".layer_budget")
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [output])
    add_file_options(args, "base", [base.layout] if base else [])
    add_file_options(args, "layers", layers.layer_sets)
    args.add_all([
        "--{}={}".format(name, value)
        for name, value in [
            ("os", platform.os),
            ("architecture", platform.architecture),
            ("variant", platform.variant),
            ("reserve", str(reserve)),
            ("most", most),
        ]
        if value
    ], map_each = escape_line)
    run_tool(
        ctx,
        arguments = [args],
        command = "layer budget",
        inputs = depset(transitive = [layers.layer_sets] + _inputs_of(base)),
        locality = BESIDE_INPUTS,
        mnemonic = "RtLayerBudget",
        outputs = [output],
        progress_message = "Counting layers of %{label}",
    )
    return output

def _inputs_of(base):
    return [depset([base.layout], transitive = [base.blobs])] if base else []
