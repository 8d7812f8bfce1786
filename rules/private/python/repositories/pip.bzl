"""The module extension `pip`: wheels of an index, locked."""

load("//rules/private/attributes:mistakes.bzl", "describe_to")
load(":repositories/declare_pip.bzl", "declare_pip")
load(":repositories/pip_tags.bzl", "pip_mistakes")

visibility(["//rules/..."])

def _pip_impl(module_ctx):
    names = {}
    for module in module_ctx.modules:
        for tag in module.tags.install:
            _fail(tag.name, pip_mistakes(tag, names))
            names[tag.name] = None
            declare_pip(module_ctx, tag)
    return module_ctx.extension_metadata(reproducible = True)

def _fail(name, mistakes):
    if mistakes:
        fail("\n" + "\n".join([describe_to("pip.install " + name, one) for one in mistakes]))

_install = tag_class(
    attrs = {
        "architectures": attr.string_list(
            default = ["amd64", "arm64"],
            doc = "Architectures to lock wheels for, GOARCH names: `amd64`, `arm64`.",
        ),
        "bentofile": attr.label(
            allow_single_file = True,
            doc = """\
A `bentofile.yaml`: the packages of its `python` and `conda`, and BentoML itself. Other parts of it are ignored.
""",
        ),
        "conda": attr.label(
            allow_single_file = True,
            doc = """\
A conda environment: its `dependencies`, and the nested pip list, as packages from the index. Anything without a
counterpart there is an error.
""",
        ),
        "exclude": attr.string_list(
            doc = "Packages to treat as already installed, such as those in a base image.",
        ),
        "glibc": attr.string(
            default = "2.31",
            doc = "The newest glibc that wheels may require: that of the oldest base they run on. Debian 11 has 2.31.",
        ),
        "groups": attr.string_list_dict(
            doc = """Separate sets, name to packages: each has these packages with their dependencies, as
`@NAME//:GROUP`.""",
        ),
        "lock": attr.label(
            doc = """\
The lock file, which is checked in. It need not exist before `bazel run @NAME//:lock`, but its package must. A
requirements file with hashes (`.txt`, as `pip-compile --generate-hashes` and `uv export` write it), or a `pylock.toml`,
is used as it is; then no other requirements may be given.
""",
            mandatory = True,
        ),
        "name": attr.string(
            doc = "Name of the repository.",
            mandatory = True,
        ),
        "packages": attr.string_list(
            doc = 'Packages, with their dependencies, as in a requirements file: `"numpy<2"`.',
        ),
        "python": attr.string(
            doc = "The image's Python version, such as `3.11`, regardless of the build machine.",
            mandatory = True,
        ),
        "requirements": attr.label_list(
            allow_files = True,
            doc = "Requirements files, with markers, extras, `-r`, `-c` and comments.",
        ),
        "wheels": attr.label_list(
            allow_files = [".whl"],
            doc = "Your own wheels: they are in the set, and their dependencies come from the index.",
        ),
    },
    doc = """\
Wheels with their dependencies, locked.

| target | what it is |
|---|---|
| `@NAME//:NAME` | all wheels, for the architecture of the target platform |
| `@NAME//:GROUP` | those of one group, with dependencies |
| `@NAME//numpy` | one wheel, by its normalised name |
| `@NAME//:lock` | `bazel run` it to pick versions; `-- --upgrade` for newer ones |
""",
)

pip = module_extension(
    implementation = _pip_impl,
    doc = """\
Wheels for images.

```python
pip = use_extension("@rt//rules:extensions.bzl", "pip")
pip.install(
    name = "deps",
    lock = "//:deps.lock.json",
    python = "3.11",
    requirements = ["//:requirements.txt"],
)
use_repo(pip, "deps")
```

`bazel run @deps//:lock` picks versions for every architecture and writes the lock file. After that, wheels are
fetched when a build needs them: from Bazel's cache, or from the machine's indexes. See
[docs/wheels.md](../wheels.md).
""",
    tag_classes = {"install": _install},
)
