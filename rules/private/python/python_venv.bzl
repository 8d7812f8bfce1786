"""The rule behind the target `<name>.venv` of an image."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line", "runfiles_key")
load(
    "//rules/private/program:actions/run_target.bzl",
    "RUN_ATTRS",
    "RUN_TOOLCHAINS",
    "run_arguments",
    "run_target",
)
load("//rules/private/python_code:py_binary_facts.bzl", "py_binary_facts")
load("//rules/private/python_code:py_binary_info.bzl", "PyBinaryInfo")
load("//rules/private/python_code:python_interpreter_info.bzl", "PythonInterpreterInfo")
load(":python_wheels_info.bzl", "PythonWheelsInfo")

visibility(["//rules/..."])

_RULE = "python_venv"

def _python_venv_impl(ctx):
    wheels = [
        wheel.file
        for wheel in depset(transitive = [each[PythonWheelsInfo].wheels for each in ctx.attr.wheels]).to_list()
    ]
    args = run_arguments(ctx, _RULE, "python venv")
    args.add(ctx.attr.interpreter[PythonInterpreterInfo].version, format = "--python-version=%s")
    args.add_all(
        [ctx.label.package] if not ctx.label.repo_name else [],
        format_each = "--package=%s",
        map_each = escape_line,
    )
    args.add_all(wheels, map_each = runfiles_key, format_each = "--wheel=%s")
    runfiles = ctx.runfiles(wheels)
    if ctx.attr.binary and PyBinaryInfo in ctx.attr.binary:
        args.add("--import=_main")
        args.add_all(ctx.attr.binary[PyBinaryInfo].imports, format_each = "--import=%s", map_each = escape_line)
        runfiles = runfiles.merge(ctx.attr.binary[DefaultInfo].default_runfiles)
    return [run_target(ctx, args, runfiles)]

python_venv = rule(
    implementation = _python_venv_impl,
    doc = """\
Makes a local virtual environment when it is run: `bazel run //:image.venv -- DIR`. It has the wheels of an image for
this machine, and its sources where they are in the workspace: people and their editors debug what they ship.
""",
    attrs = RUN_ATTRS | {
        "binary": attr.label(
            doc = "A py_binary, whose imports are those of the environment as well.",
            aspects = [py_binary_facts],
        ),
        "interpreter": attr.label(
            doc = "The Python of the image; this machine must have one of that version.",
            mandatory = True,
            providers = [PythonInterpreterInfo],
        ),
        "wheels": attr.label_list(
            doc = "The wheels.",
            providers = [PythonWheelsInfo],
        ),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)
