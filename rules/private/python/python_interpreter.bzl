"""The rule python_interpreter."""

load("//rules/private/attributes:mistakes.bzl", "fail_on", "label_text", "mistake")
load("//rules/private/layer:layer_inputs.bzl", "direct_files", "layer_mistakes", "layers_of")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python_code:python_interpreter_info.bzl", "PythonInterpreterInfo")
load(":python_runner_info.bzl", "PythonRunnerInfo")
load(":python_versions.bzl", "is_python_version", "versions_agree")

visibility("public")

_RULE = "python_interpreter"

def _python_interpreter_impl(ctx):
    fail_on(_mistakes(ctx), _RULE, ctx.label)
    layers = layers_of(ctx, _RULE, ctx.attr.layers) if ctx.attr.layers else None
    files = depset(transitive = [layer[DefaultInfo].files for layer in ctx.attr.layers])
    return [
        DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files)),
        PythonInterpreterInfo(
            compiler = _compiler(ctx.attr.runner),
            layers = layers,
            libc = ctx.attr.libc,
            libc_version = ctx.attr.libc_version,
            path = ctx.attr.path,
            runner = _runner(ctx.attr.runner),
            version = ctx.attr.version,
        ),
    ] + ([layers] if layers else [])

def _runner(target):
    if not target:
        return None
    if PythonRunnerInfo in target:
        return target[PythonRunnerInfo].root
    if PythonInterpreterInfo in target:
        return target[PythonInterpreterInfo].runner
    return direct_files(target)[0]

def _compiler(target):
    """The part of the runner that compiles, where it is known apart."""
    for provider in [PythonRunnerInfo, PythonInterpreterInfo]:
        if target and provider in target:
            return target[provider].compiler
    return _runner(target)

def _mistakes(ctx):
    version, path = ctx.attr.version, ctx.attr.path
    return (
        ([] if is_python_version(version) else [mistake(
            'Cannot use "{}" as a version of Python'.format(version),
            accepted = 'two or three numbers, the first of them 3, such as "3.11" or "3.11.2"',
        )]) +
        ([] if _is_absolute(path) else [mistake(
            'Cannot find Python in the image at "{}"'.format(path),
            accepted = 'its absolute path, such as "/usr/bin/python3.11" or "/usr/local/bin/python3.12"',
        )]) +
        layer_mistakes("layers", ctx.attr.layers) +
        (_runner_mistakes(ctx.attr.runner, version) if ctx.attr.runner else [])
    )

def _is_absolute(path):
    parts = path.split("/")
    return len(parts) > 1 and parts[0] == "" and all([part not in ["", ".", ".."] for part in parts[1:]])

def _runner_mistakes(target, version):
    name = label_text(target.label)
    if PythonInterpreterInfo in target:
        other = target[PythonInterpreterInfo]
        if not other.runner:
            return [mistake(
                'Cannot run "{}" while building: it is in a base, and has no runner itself'.format(name),
                accepted = "an interpreter that python.interpreter makes of packages",
            )]
        return [] if versions_agree(version, other.version) else [mistake(
            'Cannot run Python {} in place of {}: "{}" is another version'.format(other.version, version, name),
            accepted = "an interpreter of exactly the same version, because bytecode works with one version only",
            fix = "name another runner, or leave it out: then the image has no bytecode",
        )]
    if PythonRunnerInfo in target:
        return []
    files = direct_files(target)
    return [] if len(files) == 1 and files[0].is_directory else [mistake(
        'Cannot use "{}" as a runner: it is not one directory'.format(name),
        accepted = "an interpreter that python.interpreter makes, or one directory with the root of a file system",
    )]

python_interpreter = rule(
    implementation = _python_interpreter_impl,
    doc = """\
Describes the Python of an image: one that is in its base, or in your own layers.

```python
python_interpreter(
    name = "python",
    path = "/usr/local/bin/python3.12",  # where python:3.12-slim has it
    version = "3.12",
)
```

The module extension `python` of `//rules:extensions.bzl` makes one from Debian packages, with its layers and a runner
for builds. An interpreter without `runner` works as well, but without bytecode and without checks that import
something.
""",
    attrs = TOOL_ATTRS | {
        "layers": attr.label_list(
            doc = "The layers that contain it, bottom layer first; empty if it is in the base.",
            allow_files = True,
        ),
        "libc": attr.string(
            default = "glibc",
            doc = "The C library that it uses, which wheels are specific to; Alpine has musl.",
            values = ["glibc", "musl"],
        ),
        "libc_version": attr.string(
            doc = "Version of the C library, such as `2.36`, if known: wheels that need a later one are then refused.",
        ),
        "path": attr.string(
            doc = "Absolute path of the program in the image, such as `/usr/bin/python3.11`.",
            mandatory = True,
        ),
        "runner": attr.label(
            cfg = "exec",
            doc = """\
Runs the same Python during builds: a `python.interpreter` of exactly the same version, or a directory with a root
file system that contains it, for the machine that runs actions.
""",
            allow_files = True,
        ),
        "version": attr.string(
            doc = "Its version, such as `3.11.2`, or `3.11` if no more is known.",
            mandatory = True,
        ),
    },
    provides = [PythonInterpreterInfo],
    toolchains = TOOL_TOOLCHAINS,
)
