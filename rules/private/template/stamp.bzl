"""Whether a target is stamped: its attribute, or the flag `--stamp`."""

load("//rules/private/attributes:attribute_table.bzl", "row")

visibility(["//rules/..."])

StampFlagInfo = provider(
    doc = "Whether this build stamps.",
    fields = {"enabled": "(bool) Whether `--stamp` is on."},
)

# What a rule that calls `stamps` has, STAMP_ATTRS besides.
STAMP_TABLE = {
    "stamp": row(
        attr.int,
        doc = "1 always stamps, 0 never does, -1 stamps if `--stamp` is on.",
        default = -1,
        values = [-1, 0, 1],
    ),
}

STAMP_ATTRS = {
    "_stamp_flag": attr.label(
        default = Label("//rules/private/template:stamp_flag"),
        doc = "The flag `--stamp`.",
        providers = [StampFlagInfo],
    ),
}

def stamps(ctx):
    """Tells whether a target is stamped.

    Args:
      ctx: the context of a rule with STAMP_TABLE and STAMP_ATTRS.

    Returns:
      A bool.
    """
    if ctx.attr.stamp == -1:
        return ctx.attr._stamp_flag[StampFlagInfo].enabled
    return ctx.attr.stamp == 1
