"""The rule behind the target that knows whether this build stamps (`--stamp`)."""

load(":stamp.bzl", "StampFlagInfo")

visibility(["//rules/..."])

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
