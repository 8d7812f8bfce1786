"""A test that is an executable target of the rt program itself."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/program:actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS", "run_arguments", "run_target")

def _help_test_impl(ctx):
    args = run_arguments(ctx, "help_test", "help")
    args.add_all(ctx.attr.options, map_each = escape_line)
    return [run_target(ctx, args, ctx.runfiles())]

help_test = rule(
    implementation = _help_test_impl,
    doc = "Runs `rt help`.",
    attrs = RUN_ATTRS | {
        "options": attr.string_list(
            doc = "Options that the target always passes.",
        ),
    },
    test = True,
    toolchains = RUN_TOOLCHAINS,
)
