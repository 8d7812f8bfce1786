"""Tests that a generated file is what is checked in, with a target that refreshes the latter."""

load("//rules/private/arguments:argument_lines.bzl", "runfiles_key")

_START_ATTRS = {
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

def _start(ctx, arguments, files):
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(is_executable = True, output = executable, target_file = ctx.file._launcher)
    lines = ctx.actions.declare_file(ctx.label.name + ".args")
    ctx.actions.write(lines, "\n".join([runfiles_key(ctx.file._program)] + arguments + [""]))
    return [DefaultInfo(
        executable = executable,
        runfiles = ctx.runfiles([lines, ctx.file._launcher, ctx.file._program] + files),
    )]

def _golden_test_impl(ctx):
    files = [ctx.file.generated, ctx.file.golden]
    return _start(ctx, ["compare"] + [runfiles_key(file) for file in files] + [ctx.attr.refresh], files)

_golden_test = rule(
    implementation = _golden_test_impl,
    doc = "Compares.",
    attrs = _START_ATTRS | {
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
    },
    test = True,
)

def _golden_update_impl(ctx):
    generated = [target[DefaultInfo].files.to_list()[0] for target in ctx.attr.files]
    paths = ["/".join([ctx.label.package, path]) for path in ctx.attr.files.values()]
    pairs = [word for file, path in zip(generated, paths) for word in [runfiles_key(file), path]]
    return _start(ctx, ["update"] + pairs, generated)

golden_update = rule(
    implementation = _golden_update_impl,
    doc = "Refreshes files that are checked in.",
    attrs = _START_ATTRS | {
        "files": attr.label_keyed_string_dict(
            allow_files = True,
            doc = "What the build makes, to the file in this package that becomes a copy of it.",
            mandatory = True,
        ),
    },
    executable = True,
)

def golden_test(name, generated, golden, refresh = None, **kwargs):
    """Declares the test NAME, and NAME.update, which people run when a change is intended.

    Args:
      name: name of the test.
      generated: the file that the build makes.
      golden: the file of this package that is checked in.
      refresh: name of a golden_update of this package to use instead of NAME.update.
      **kwargs: what all rules have.
    """
    if not refresh:
        golden_update(
            name = name + ".update",
            testonly = True,
            files = {generated: golden},
            tags = ["manual"],
        )
    _golden_test(
        name = name,
        size = "small",
        generated = generated,
        golden = golden,
        refresh = "//{}:{}".format(native.package_name(), refresh or name + ".update"),
        **kwargs
    )
