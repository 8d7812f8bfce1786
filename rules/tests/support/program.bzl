"""A program with every kind of runfiles."""

def _program_impl(ctx):
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(executable, "a program\n", is_executable = True)
    runfiles = ctx.runfiles(
        files = ctx.files.data,
        root_symlinks = {path: target.files.to_list()[0] for target, path in ctx.attr.root_symlinks.items()},
        symlinks = {path: target.files.to_list()[0] for target, path in ctx.attr.symlinks.items()},
    )
    return [DefaultInfo(
        executable = executable,
        runfiles = runfiles.merge_all([target[DefaultInfo].default_runfiles for target in ctx.attr.data]),
    )]

program = rule(
    implementation = _program_impl,
    doc = "Makes a program that does nothing, with runfiles.",
    attrs = {
        "data": attr.label_list(
            allow_files = True,
            doc = "Runfiles.",
        ),
        "env": attr.string_dict(
            doc = "Variables that `bazel run` sets.",
        ),
        "root_symlinks": attr.label_keyed_string_dict(
            allow_files = True,
            doc = "File to its place below the runfiles directory.",
        ),
        "symlinks": attr.label_keyed_string_dict(
            allow_files = True,
            doc = "File to its place below the runfiles directory of the main repository.",
        ),
    },
    executable = True,
)
