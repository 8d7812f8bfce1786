"""The rule behind the target that refreshes a lock file of wheels."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/attributes:mistakes.bzl", "fail_on", "mistake")
load("//rules/private/program:actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS", "run_arguments", "run_target")

visibility("public")

_RULE = "pip.install"

def _pip_lock_impl(ctx):
    fail_on(_mistakes(ctx), _RULE, ctx.label)
    args = run_arguments(ctx, _RULE, "lock wheels")
    args.add(escape_line(ctx.attr.lock), format = "--lock=%s")
    args.add_all(ctx.attr.options, map_each = escape_line)
    return [run_target(ctx, args, ctx.runfiles())]

def _mistakes(ctx):
    if ctx.attr.lock:
        return []
    return [mistake(
        "Cannot refresh the lock file of another module",
        fix = "run this in the workspace of the module that calls pip.install",
    )]

pip_lock = rule(
    implementation = _pip_lock_impl,
    doc = "Chooses wheels when run, and writes the lock file into the workspace.",
    attrs = RUN_ATTRS | {
        "lock": attr.string(doc = "Path of the lock file in the workspace; empty when it is another module's."),
        "options": attr.string_list(doc = "What is wanted, as options of `rt lock wheels`."),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)
