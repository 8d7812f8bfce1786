"""The rt program as a target for `bazel run`."""

load("//rules/private/arguments:argument_lines.bzl", "runfiles_key")
load(":actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS", "run_target")

visibility(["//rules/..."])

def _rt_command_impl(ctx):
    args = ctx.actions.args()
    args.set_param_file_format("multiline")
    args.add_all([ctx.file._rt], map_each = runfiles_key)
    args.add_all(ctx.attr.words)
    return run_target(ctx, args, ctx.runfiles())

rt_command = rule(
    implementation = _rt_command_impl,
    doc = "The rt program itself: `bazel run @rt//:rt -- COMMAND ARGUMENTS`.",
    attrs = RUN_ATTRS | {
        "words": attr.string_list(
            doc = "Words that come before the arguments, such as the name of a group of commands.",
        ),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)
