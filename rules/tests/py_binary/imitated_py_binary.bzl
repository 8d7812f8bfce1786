"""A py_binary as newer versions of rules_python make it: with a virtual environment of links, and its own Python."""

load("@rules_python//python:defs.bzl", "PyInfo", "PyRuntimeInfo")

def _imitated_py_binary_impl(ctx):
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(executable, "#!/bin/sh\n", is_executable = True)
    runtime = ctx.file.interpreter
    links = []
    for path, target in ctx.attr.links.items():
        link = ctx.actions.declare_symlink("_{}.venv/{}".format(ctx.label.name, path))
        ctx.actions.symlink(output = link, target_path = target)
        links.append(link)
    runfiles = ctx.runfiles(ctx.files.srcs + links + [executable] + ([runtime] if runtime else []))
    return [
        DefaultInfo(
            executable = executable,
            runfiles = runfiles.merge_all([dep[DefaultInfo].default_runfiles for dep in ctx.attr.deps]),
        ),
        PyInfo(
            imports = depset(
                ctx.attr.imports,
                transitive = [dep[PyInfo].imports for dep in ctx.attr.deps] if ctx.attr.has_imports else [],
            ),
            transitive_sources = depset(ctx.files.srcs),
        ),
    ] + ([PyRuntimeInfo(
        files = depset([runtime]),
        interpreter = runtime,
        python_version = "PY3",
    )] if runtime else [])

imitated_py_binary = rule(
    implementation = _imitated_py_binary_impl,
    doc = "Makes a program with the providers and the runfiles of a py_binary.",
    attrs = {
        "deps": attr.label_list(
            doc = "Libraries.",
            providers = [PyInfo],
        ),
        "has_imports": attr.bool(
            default = True,
            doc = "False where the environment of links stands for the imports of libraries.",
        ),
        "imports": attr.string_list(
            doc = "Directories to import from, in the runfiles.",
        ),
        "interpreter": attr.label(
            allow_single_file = True,
            doc = "The Python of its toolchain; None for that of the machine.",
        ),
        "links": attr.string_dict(
            doc = "Links of the virtual environment: where each is, and what it says.",
        ),
        "main_module": attr.string(
            doc = "The module to start, in place of a file.",
        ),
        "srcs": attr.label_list(
            allow_files = [".py"],
            doc = "Files; that with the name of the target is started.",
        ),
    },
    executable = True,
)
