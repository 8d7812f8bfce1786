"""The rule python_wheels."""

load(":python_wheels_info.bzl", "PythonWheelsInfo")

def _python_wheels_impl(ctx):
    return [
        DefaultInfo(
            files = depset(transitive = [target[DefaultInfo].files for target in ctx.attr.wheels]),
            runfiles = ctx.runfiles().merge_all([target[DefaultInfo].default_runfiles for target in ctx.attr.wheels]),
        ),
        PythonWheelsInfo(wheels = depset(transitive = [target[PythonWheelsInfo].wheels for target in ctx.attr.wheels])),
    ]

python_wheels = rule(
    implementation = _python_wheels_impl,
    doc = """\
Combines several wheels: those of a lock file and your own, or some of a lock file.

```python
python_wheels(
    name = "wheels",
    wheels = [
        ":features",
        "@deps",
    ],
)
```
""",
    attrs = {
        "wheels": attr.label_list(
            doc = "Wheels and sets of wheels; the same wheel may occur several times.",
            providers = [PythonWheelsInfo],
        ),
    },
    provides = [PythonWheelsInfo],
)
