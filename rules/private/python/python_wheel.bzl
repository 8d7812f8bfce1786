"""The rule python_wheel."""

load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "mistake")
load("//rules/private/python_code:wheel_names.bzl", "normalized_name", "parse_wheel_name")
load(":python_wheels_info.bzl", "PythonWheelsInfo")

_RULE = "python_wheel"

def _python_wheel_impl(ctx):
    file = ctx.file.src
    name = parse_wheel_name(file.basename)
    fail_on(_mistakes(ctx, file, name), _RULE, ctx.label)
    wheel = struct(
        distribution = name.distribution,
        file = file,
        size = ctx.attr.size,
        version = name.version,
    )
    return [
        DefaultInfo(files = depset([file]), runfiles = ctx.runfiles([file])),
        PythonWheelsInfo(wheels = depset([wheel])),
    ]

def _mistakes(ctx, file, name):
    fix = "correct it in " + build_file(ctx.label)
    if not name:
        return [mistake(
            'Cannot use "{}" as a wheel: its name is not that of one'.format(file.basename),
            accepted = "a file named NAME-VERSION-PYTHON-ABI-PLATFORM.whl, as build tools name it",
            fix = fix,
        )]
    return [
        mistake(
            'Cannot use "{}": {} is "{}"'.format(file.basename, attribute, value),
            accepted = '"{}"'.format(expected),
            fix = fix,
        )
        for attribute, value, expected in [
            ("distribution", ctx.attr.distribution and normalized_name(ctx.attr.distribution), name.distribution),
            ("version", ctx.attr.version, name.version),
        ]
        if value and value != expected
    ] + ([mistake(
        "Cannot use a size of {} bytes".format(ctx.attr.size),
        accepted = "the bytes of the file, or 0",
        fix = fix,
    )] if ctx.attr.size < 0 else [])

python_wheel = rule(
    implementation = _python_wheel_impl,
    doc = """\
A wheel, for rules that install wheels. Its file name describes it. Wheels from an index come from `pip.install` of
[extensions](extensions.md); this is for your own wheels, or those that another rule builds.

```python
python_wheel(
    name = "features",
    src = "features-1.0-py3-none-any.whl",
)
```
""",
    attrs = {
        "distribution": attr.string(
            doc = "The distribution that the wheel must be of, in any spelling; not checked by default.",
        ),
        "size": attr.int(
            doc = "Size of the file in bytes, from a lock file; 0 if unknown. Wheels known to be big get a layer each.",
        ),
        "src": attr.label(
            allow_single_file = True,
            doc = "The wheel, `NAME-VERSION-PYTHON-ABI-PLATFORM.whl`.",
            mandatory = True,
        ),
        "version": attr.string(
            doc = "The version that it must have; not checked by default.",
        ),
    },
    provides = [PythonWheelsInfo],
)
