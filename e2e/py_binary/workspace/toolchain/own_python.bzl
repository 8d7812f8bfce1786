"""A Python in runfiles, as toolchains of rules_python bring one, made of what an interpreter of rt runs from."""

load("@rt//rules:providers.bzl", "PythonInterpreterInfo")

def _own_python_impl(ctx):
    root = ctx.attr.interpreter[PythonInterpreterInfo].runner
    program = ctx.actions.declare_file("own/bin/python3.11")
    library = ctx.actions.declare_directory("own/lib/python3.11")
    ctx.actions.run_shell(
        arguments = [root.path, program.path, library.path],
        command = """
            cp "$1/usr/bin/python3.11" "$2"
            cp -r "$1/usr/lib/python3.11/." "$3"
            find "$3" -name __pycache__ -prune -exec rm -r {} +
        """,
        inputs = [root],
        outputs = [program, library],
    )
    files = depset([library, program])
    return [DefaultInfo(files = files), OutputGroupInfo(program = depset([program]))]

own_python = rule(
    implementation = _own_python_impl,
    attrs = {
        "interpreter": attr.label(
            doc = "The interpreter that it is a copy of.",
            providers = [PythonInterpreterInfo],
        ),
    },
)
