"""Whether this build stamps (`--stamp`), as a target that rules can ask."""

visibility(["//rules/..."])

StampFlagInfo = provider(
    doc = "Whether this build stamps.",
    fields = {"enabled": "(bool) Whether `--stamp` is on."},
)

# What a rule that calls `stamps` has.
STAMP_ATTRS = {
    "stamp": attr.int(
        doc = "1 stamps, 0 does not, -1 does when `--stamp` is on.",
        default = -1,
        values = [-1, 0, 1],
    ),
    "_stamp_flag": attr.label(
        default = Label("//rules/private/template:stamp_flag"),
        doc = "The flag `--stamp`.",
        providers = [StampFlagInfo],
    ),
}

def stamps(ctx):
    """Tells whether a target is stamped.

    Args:
      ctx: the context of a rule with STAMP_ATTRS.

    Returns:
      A bool.
    """
    if ctx.attr.stamp == -1:
        return ctx.attr._stamp_flag[StampFlagInfo].enabled
    return ctx.attr.stamp == 1

def _stamp_flag_impl(ctx):
    return [StampFlagInfo(enabled = ctx.attr.enabled)]

stamp_flag = rule(
    implementation = _stamp_flag_impl,
    doc = "Makes a `config_setting` of `--stamp` known to rules.",
    attrs = {"enabled": attr.bool(
        doc = "A select() on the flag.",
        mandatory = True,
    )},
)
