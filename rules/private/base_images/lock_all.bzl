"""The rule behind the target that refreshes all lock files of base images."""

load("//rules/private/arguments:argument_lines.bzl", "runfiles_key")
load("//rules/private/program:actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS", "run_arguments", "run_target")

visibility("public")

_RULE = "base_images.matrix"

def _lock_all_impl(ctx):
    args = run_arguments(ctx, _RULE, "lock all")
    args.add_all(ctx.files.locks, format_each = "--program=%s", map_each = runfiles_key)
    runfiles = ctx.runfiles(ctx.files.locks).merge_all([lock[DefaultInfo].default_runfiles for lock in ctx.attr.locks])
    return [run_target(ctx, args, runfiles)]

lock_all = rule(
    implementation = _lock_all_impl,
    doc = "Runs other targets that write lock files, one after the other.",
    attrs = RUN_ATTRS | {
        "locks": attr.label_list(
            doc = "The targets to run.",
            mandatory = True,
        ),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)
