"""Tests that a generated file is what is checked in, with a target that refreshes the latter."""

load("//rules/private:argument_lines.bzl", "runfiles_key")

_ATTRS = {
    "generated": attr.label(
        allow_single_file = True,
        doc = "What the build makes.",
        mandatory = True,
    ),
    "golden": attr.label(
        allow_single_file = True,
        doc = "What is checked in.",
        mandatory = True,
    ),
    "refresh": attr.string(
        doc = "Label of the target that refreshes it.",
    ),
    "_launcher": attr.label(
        allow_single_file = True,
        cfg = "exec",
        default = Label("//tools/launcher"),
        doc = "The native launcher.",
    ),
    "_program": attr.label(
        allow_single_file = True,
        cfg = "exec",
        default = Label("//tools/dev/starlark:golden"),
        doc = "The program that compares.",
    ),
}

def _start(ctx, arguments):
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(is_executable = True, output = executable, target_file = ctx.file._launcher)
    lines = ctx.actions.declare_file(ctx.label.name + ".args")
    ctx.actions.write(lines, "\n".join([runfiles_key(ctx.file._program)] + arguments + [""]))
    return [DefaultInfo(
        executable = executable,
        runfiles = ctx.runfiles([lines, ctx.file._launcher, ctx.file._program, ctx.file.generated, ctx.file.golden]),
    )]

def _test_impl(ctx):
    return _start(ctx, [
        "compare",
        runfiles_key(ctx.file.generated),
        runfiles_key(ctx.file.golden),
        ctx.attr.refresh,
    ])

def _update_impl(ctx):
    return _start(ctx, ["update", runfiles_key(ctx.file.generated), ctx.file.golden.short_path])

_golden_test = rule(
    implementation = _test_impl,
    doc = "Compares.",
    attrs = _ATTRS,
    test = True,
)

_golden_update = rule(
    implementation = _update_impl,
    doc = "Refreshes.",
    attrs = _ATTRS,
    executable = True,
)

def golden_test(name, generated, golden, **kwargs):
    """Declares the test NAME, and NAME.update, which people run when a change is intended.

    Args:
      name: name of the test.
      generated: the file that the build makes.
      golden: the file that is checked in.
      **kwargs: what all rules have.
    """
    _golden_update(
        name = name + ".update",
        testonly = True,
        generated = generated,
        golden = golden,
        tags = ["manual"],
    )
    _golden_test(
        name = name,
        size = "small",
        generated = generated,
        golden = golden,
        refresh = "//{}:{}.update".format(native.package_name(), name),
        **kwargs
    )
