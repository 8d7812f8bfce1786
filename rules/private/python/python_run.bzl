"""The rule python_run."""

load("//rules/private/attributes:expansion.bzl", "expand")
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "mistake")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python_code:python_interpreter_info.bzl", "PythonInterpreterInfo")
load("//rules/private/python_code:runner_mistakes.bzl", "runner_mistakes")
load(":actions/run_python.bzl", "run_python")
load(":actions/site_packages.bzl", "site_packages")
load(":python_wheels_info.bzl", "PythonWheelsInfo")

visibility("public")

_RULE = "python_run"

def _python_run_impl(ctx):
    interpreter = ctx.attr.interpreter[PythonInterpreterInfo]
    fail_on(_mistakes(ctx, interpreter), _RULE, ctx.label)
    outputs = ctx.outputs.outs + ([ctx.outputs.stdout] if ctx.outputs.stdout else [])
    targets = [ctx.attr.main] + ctx.attr.data
    args = ctx.actions.args()
    args.add_all([expand(ctx, "args", value, targets) for value in ctx.attr.args])
    wheels = depset(transitive = [target[PythonWheelsInfo].wheels for target in ctx.attr.wheels])
    environment = struct(interpreter = interpreter, prefix = "app/.venv", wheels = wheels)
    run_python(
        ctx,
        _RULE,
        arguments = [args],
        env = {name: expand(ctx, "env", value, targets) for name, value in ctx.attr.env.items()},
        inputs = depset(transitive = [target[DefaultInfo].files for target in targets]),
        mnemonic = "RtPythonRun",
        outputs = outputs,
        progress_message = "Running {} for %{{label}}".format(ctx.file.main.basename),
        runner = interpreter.runner,
        script = ctx.file.main,
        sites = [site_packages(ctx, _RULE, environment, ctx.label.name + ".site")] if ctx.attr.wheels else [],
        stdout = ctx.outputs.stdout,
    )
    files = depset(outputs)
    return [DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files))]

def _mistakes(ctx, interpreter):
    return ([] if ctx.outputs.outs or ctx.outputs.stdout else [mistake(
        "Cannot run {} for nothing: it makes no file".format(ctx.file.main.basename),
        accepted = "outs, the files that it writes; stdout, a file for its output; or both",
        fix = "name them in " + build_file(ctx.label),
    )]) + runner_mistakes("Cannot run Python {} while building", ctx.attr.interpreter, interpreter.runner)

python_run = rule(
    implementation = _python_run_impl,
    doc = """\
Runs a Python program during the build, with the same interpreter and wheels as an image: to train a model, to convert
weights, to write a configuration. The machine needs no Python.

```python
python_run(
    name = "train",
    outs = ["model.joblib"],
    args = ["$(execpath model.joblib)"],
    interpreter = "@python_3_11",
    main = "train.py",
    stdout = "accuracy.txt",
    wheels = ["@deps//:train"],
)
```

The program runs on the build machine's processor, with wheels for it, in an environment isolated from the machine and
its user: `HOME` and `TMPDIR` are empty directories, string hashes are not random, the time zone is UTC. If its exit
code is not 0, the build fails with the last lines of its output.
""",
    attrs = TOOL_ATTRS | {
        "args": attr.string_list(
            doc = "Arguments. `$(execpath LABEL)` is the path of a target of `outs`, `data` or `main`; make " +
                  "variables are expanded, and `$$` stands for `$`.",
        ),
        "data": attr.label_list(
            allow_files = True,
            doc = "Files that it reads, and modules next to `main` that it imports.",
        ),
        "env": attr.string_dict(
            doc = "Environment variables. Values are expanded like `args`.",
        ),
        "interpreter": attr.label(
            doc = "The Python: one of `python.interpreter`, or a `python_interpreter` with a `runner`.",
            mandatory = True,
            providers = [PythonInterpreterInfo],
        ),
        "main": attr.label(
            allow_single_file = [".py"],
            doc = "The file to start.",
            mandatory = True,
        ),
        "outs": attr.output_list(
            doc = "The files that it writes.",
        ),
        "stdout": attr.output(
            doc = "A file for its standard output.",
        ),
        "wheels": attr.label_list(
            cfg = "exec",
            doc = "What it imports: `@deps` of `pip.install`, some of its targets, or `python_wheel` targets. " +
                  "A group includes dependencies; `@deps//NAME` is a single wheel.",
            providers = [PythonWheelsInfo],
        ),
    },
    toolchains = TOOL_TOOLCHAINS,
)
