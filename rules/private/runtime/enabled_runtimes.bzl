"""The rule enabled_runtimes."""

load("//rules/private/attributes:mistakes.bzl", "fail_on", "mistake")
load(":runtime_places.bzl", "runtime_runfiles")
load(":runtime_set.bzl", "runtime_layers", "runtime_mistakes", "runtimes_of")
load(":runtime_set_info.bzl", "RuntimeSetInfo")

visibility(["//rules/..."])

_RULE = "enabled_runtimes"

def _enabled_runtimes_impl(ctx):
    fail_on(_mistakes(ctx), _RULE, ctx.label)
    runtimes = runtimes_of(ctx.attr.runtimes)
    return [
        DefaultInfo(runfiles = runtime_runfiles(ctx, runtimes)),
        OutputGroupInfo(layers = runtime_layers(runtimes).blobs),
        RuntimeSetInfo(runtimes = runtimes),
    ]

def _mistakes(ctx):
    if ctx.attr.runtimes:
        return runtime_mistakes(ctx.attr.runtimes)
    return [mistake(
        "Cannot run a model without a runtime: {} are all off".format(", ".join([
            flag.rpartition(":")[2].rpartition("/")[2]
            for flag in ctx.attr.flags
        ])),
        accepted = " or ".join(["--{}=true".format(flag) for flag in ctx.attr.flags]),
        fix = "build with --{}=true".format(ctx.attr.flags[0]),
    )]

enabled_runtimes = rule(
    implementation = _enabled_runtimes_impl,
    doc = """\
The runtimes that build flags turn on, in the order of their layers. `@rt//runtimes` is one; write another to add your
own runtimes to rt's.
""",
    attrs = {
        "flags": attr.string_list(
            doc = "The flags as written on the command line, such as `//npu`, for the message when all are off.",
            allow_empty = False,
            mandatory = True,
        ),
        "runtimes": attr.label_list(
            doc = "The runtimes: a select() for each flag.",
        ),
    },
    provides = [RuntimeSetInfo],
)
