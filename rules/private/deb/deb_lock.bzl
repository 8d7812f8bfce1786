"""The rule behind the target that refreshes a lock file of Debian packages."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/attributes:mistakes.bzl", "fail_on", "mistake")
load("//rules/private/program:actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS", "run_arguments", "run_target")

visibility("public")

def _deb_lock_impl(ctx):
    fail_on(_mistakes(ctx), ctx.attr.tag_class, ctx.label)
    args = run_arguments(ctx, ctx.attr.tag_class, "lock deb")
    args.add(escape_line(ctx.attr.lock), format = "--lock=%s")
    args.add(escape_line(ctx.attr.suite), format = "--suite=%s")
    for option, values in {
        "architecture": ctx.attr.architectures,
        "component": ctx.attr.components,
        "exclude": ctx.attr.exclude,
        "mirror": ctx.attr.mirrors,
        "package": ctx.attr.packages,
    }.items():
        args.add_all(values, format_each = "--{}=%s".format(option), map_each = escape_line)
    return [run_target(ctx, args, ctx.runfiles())]

def _mistakes(ctx):
    if ctx.attr.lock:
        return []
    return [mistake(
        "Cannot refresh the lock file of another module",
        fix = "run this in the workspace of the module that calls {}".format(ctx.attr.tag_class),
    )]

deb_lock = rule(
    implementation = _deb_lock_impl,
    doc = "Chooses packages anew when run, and writes the lock file into the workspace.",
    attrs = RUN_ATTRS | {
        "architectures": attr.string_list(doc = "Architectures (GOARCH names)."),
        "components": attr.string_list(doc = "Parts of the release."),
        "exclude": attr.string_list(doc = "Packages that count as there."),
        "lock": attr.string(doc = "Path of the lock file in the workspace; empty when it is another module's."),
        "mirrors": attr.string_list(doc = "Where to look; the sources of the machine's own apt if empty."),
        "packages": attr.string_list(doc = "Packages that are asked for."),
        "suite": attr.string(doc = "The release."),
        "tag_class": attr.string(
            default = "apt.install",
            doc = "Who speaks: the tag that declares the packages.",
        ),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)
