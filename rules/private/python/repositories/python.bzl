"""The module extension `python`: interpreters of Debian packages."""

load("//rules/private/deb:repositories/declare_debs.bzl", "DEB_ATTRS", "deb_mistakes", "fail_on_tag")
load(":repositories/debian_python.bzl", "interpreter_mistakes")
load(":repositories/declare_interpreter.bzl", "declare_interpreter")

visibility(["//rules/..."])

_TAG = "python.interpreter"

def _python_impl(module_ctx):
    names = {}
    for module in module_ctx.modules:
        for tag in module.tags.interpreter:
            fail_on_tag(_TAG, tag, interpreter_mistakes(tag.name, tag.version, tag.suite, names) + deb_mistakes(tag))
            names[tag.name] = None
            declare_interpreter(module_ctx, _TAG, tag)
    return module_ctx.extension_metadata(reproducible = True)

_interpreter = tag_class(
    attrs = DEB_ATTRS | {
        "exclude": attr.string_list(
            doc = "Packages to treat as already installed, as in `apt.install`.",
        ),
        "packages": attr.string_list(
            doc = 'Additional packages, with their dependencies: `"NAME"`, `"NAME=VERSION"` or `"NAME (>= VERSION)"`.',
        ),
        "suite": attr.string(
            doc = "The release to take it from, such as `bookworm`; by default the one that has this version.",
        ),
        "version": attr.string(
            doc = 'The version of Python: `"3.9"`, `"3.11"`, `"3.13"` or `"3.14"`, or any other that `suite` has.',
            mandatory = True,
        ),
    },
    doc = """\
CPython and the minimum that it needs, from Debian packages: with `ssl`, `ctypes`, `sqlite3`, `lzma`, `bz2`, `uuid`,
time zones, certificates and MIME types, without a shell, apt or perl.

| target | what it is |
|---|---|
| `@NAME` | the interpreter: its location, its layers, and its runner for builds |
| `@NAME//:layers` | only the layers of the packages |
| `@NAME//:compiled` | only the layer with the compiled standard library |
| `@NAME//libssl3`, `@NAME//libssl3:deb` | one package, as in `apt.install` |
| `@NAME//:lock` | `bazel run` it to lock the current versions in the release |
""",
)

python = module_extension(
    implementation = _python_impl,
    doc = """\
Interpreters for images, from Debian packages.

```python
python = use_extension("@rt//rules:extensions.bzl", "python")
python.interpreter(
    name = "python_3_11",
    lock = "//:python.lock.json",
    version = "3.11",
)
use_repo(python, "python_3_11")
```

`bazel run @python_3_11//:lock` picks versions and writes the lock file, in the same way as for `apt.install`. See
[docs/interpreters.md](../interpreters.md).
""",
    tag_classes = {"interpreter": _interpreter},
)
