"""The module extension `apt`: Debian packages as layers."""

load("//rules/private/attributes:mistakes.bzl", "mistake")
load(":repositories/deb_locks.bzl", "REST")
load(":repositories/declare_debs.bzl", "DEB_ATTRS", "deb_mistakes", "declare_debs", "fail_on_tag")

visibility(["//rules/..."])

# Names that the generated repository needs for itself.
_RESERVED = ["database", "layers", "lock", REST]

def _apt_impl(module_ctx):
    names = {}
    for module in module_ctx.modules:
        for tag in module.tags.install:
            fail_on_tag("apt.install", tag, _mistakes(tag, names))
            names[tag.name] = None
            _declare(module_ctx, tag)
    return module_ctx.extension_metadata(reproducible = True)

def _mistakes(tag, names):
    return (
        ([mistake(
            "Cannot declare two repositories with the same name",
            accepted = "a name that no other apt.install has, in all modules: not " + ", ".join(names),
        )] if tag.name in names else []) +
        ([mistake(
            "Cannot install nothing",
            accepted = 'names in packages or groups, such as packages = ["libssl3"]',
        )] if not tag.packages and not tag.groups else []) +
        [
            mistake(
                'Cannot name a group "{}"'.format(group),
                accepted = "names that the repository does not use itself: not " + ", ".join(_RESERVED + [tag.name]),
            )
            for group in tag.groups
            if group in _RESERVED + [tag.name]
        ] +
        deb_mistakes(tag)
    )

def _declare(module_ctx, tag):
    declare_debs(
        module_ctx,
        "apt.install",
        tag,
        database = tag.database,
        documentation = tag.documentation,
        exclude = tag.exclude,
        groups = tag.groups,
        merged_usr = tag.merged_usr,
        packages = _unique([name for names in tag.groups.values() for name in names] + tag.packages),
        suite = tag.suite,
    )

def _unique(names):
    return {name: None for name in names}.keys()

_install = tag_class(
    attrs = DEB_ATTRS | {
        "database": attr.string(
            default = "status",
            doc = """\
How packages are recorded for dpkg and scanners: `"status"`, one file for all of them, for an image whose packages all
come from this target; `"status.d"`, one file per package, which adds to what a base has recorded; `"none"`. A package
that is used on its own (`@NAME//libssl3`) always has a file in `status.d`.
""",
            values = ["none", "status", "status.d"],
        ),
        "documentation": attr.bool(
            doc = "Whether to keep manual pages, change logs and the like. Licence texts are always kept.",
        ),
        "exclude": attr.string_list(
            doc = """\
Packages to treat as already installed. Package scripts are not run, so packages that only scripts use (`debconf`,
`perl-base`) can be excluded. `"libc6/debconf"` excludes debconf only as a dependency of libc6.
""",
        ),
        "groups": attr.string_list_dict(
            doc = """\
Separate layers, bottom layer first: name to packages. Each has these packages and those of their dependencies that no
earlier group has. Everything else is in the layer `rest`, and the package database is a small layer on top. Without
groups, there is one layer.
""",
        ),
        "merged_usr": attr.bool(
            default = True,
            doc = """\
Whether `/bin`, `/lib`, `/lib64` and `/sbin` are links into `/usr`. `False` is for a base that has directories there.
""",
        ),
        "packages": attr.string_list(
            doc = 'Packages to install, with their dependencies: `"NAME"`, `"NAME=VERSION"` or `"NAME (>= VERSION)"`.',
        ),
        "suite": attr.string(
            doc = "The release for the image, such as `bookworm`, regardless of the build machine.",
            mandatory = True,
        ),
    },
    doc = """\
Debian packages with their dependencies, locked, as image layers.

| target | what it is |
|---|---|
| `@NAME//:NAME`, `@NAME//:layers` | the layers, for the architecture of the target platform |
| `@NAME//:GROUP` | the layer of one group |
| `@NAME//libssl3` | a layer with one package, without its dependencies |
| `@NAME//libssl3:deb` | the package itself |
| `@NAME//:lock` | `bazel run` it to lock the current versions in the suite |
""",
)

apt = module_extension(
    implementation = _apt_impl,
    doc = """\
Debian packages as image layers.

```python
apt = use_extension("@rt//rules:extensions.bzl", "apt")
apt.install(
    name = "debian",
    lock = "//:debian.lock.json",
    packages = ["ca-certificates", "libssl3"],
    suite = "bookworm",
)
use_repo(apt, "debian")
```

`bazel run @debian//:lock` picks versions and writes the lock file. After that, packages are fetched one by one, for
the architecture of the target platform, when a build needs them: by the machine's own apt from its own sources, or
from `mirrors`. See [docs/debian.md](../debian.md).
""",
    tag_classes = {"install": _install},
)
