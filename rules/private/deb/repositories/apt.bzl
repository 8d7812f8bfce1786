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
            "Cannot declare two repositories of one name",
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
come from here; `"status.d"`, a file each, which adds to what a base has recorded; `"none"`. A package that is used by
itself (`@NAME//libssl3`) always has a file in `status.d`.
""",
            values = ["none", "status", "status.d"],
        ),
        "documentation": attr.bool(
            doc = "Whether manual pages, change logs and the like are kept. Licence texts always are.",
        ),
        "exclude": attr.string_list(
            doc = """\
Packages that count as there without being chosen. Scripts of packages are not run, so that what only those call
(`debconf`, `perl-base`) can be left out. `"libc6/debconf"` leaves out what this one package needs, and leaves it to
others.
""",
        ),
        "groups": attr.string_list_dict(
            doc = """\
Layers of their own, bottom layer first: name to packages. Each has these packages and what they need that no earlier
one has. What is left is the layer `rest`, and the record of all packages is a small layer on top. Without groups all is
one layer.
""",
        ),
        "merged_usr": attr.bool(
            default = True,
            doc = """\
Whether `/bin`, `/lib`, `/lib64` and `/sbin` are links into `/usr`. `False` is for a base that has directories there.
""",
        ),
        "packages": attr.string_list(
            doc = 'Packages to install, with all that they need: `"NAME"`, `"NAME=VERSION"` or `"NAME (>= VERSION)"`.',
        ),
        "suite": attr.string(
            doc = "The release, such as `bookworm`: that of the image, whatever this machine runs.",
            mandatory = True,
        ),
    },
    doc = """\
Debian packages with all that they need, locked, as layers of images.

| target | what it is |
|---|---|
| `@NAME//:NAME`, `@NAME//:layers` | the layers, for the architecture of the target platform |
| `@NAME//:GROUP` | the layer of one group |
| `@NAME//libssl3` | a layer of one package, without what it needs |
| `@NAME//libssl3:deb` | the package itself |
| `@NAME//:lock` | `bazel run` it to lock what the suite has now |
""",
)

apt = module_extension(
    implementation = _apt_impl,
    doc = """\
Debian packages as layers of images.

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

`bazel run @debian//:lock` chooses versions and writes the lock file. After that the packages are fetched one by one,
for the architecture of the target platform, when a build needs them: by the machine's own apt from its own sources, or
from `mirrors`. See [docs/debian.md](../debian.md).
""",
    tag_classes = {"install": _install},
)
