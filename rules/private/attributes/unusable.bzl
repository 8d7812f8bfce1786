"""The rule behind a target of a generated repository that cannot be used yet."""

load(":mistakes.bzl", "describe_to", "mistake")

visibility("public")

def _unusable_impl(ctx):
    fail("\n" + describe_to(ctx.attr.speaker, mistake(
        ctx.attr.message,
        accepted = ctx.attr.accepted or None,
        fix = ctx.attr.fix or None,
    )))

unusable = rule(
    implementation = _unusable_impl,
    doc = "Says why it cannot be used, to those who use it: other targets of the repository are fine.",
    attrs = {
        "accepted": attr.string(doc = "What would be accepted."),
        "fix": attr.string(doc = "What to do."),
        "message": attr.string(doc = "What cannot be done, and why.", mandatory = True),
        "speaker": attr.string(doc = "Who says it.", mandatory = True),
    },
)
