"""The module extension `apt`: Debian packages as layers."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load(":debian_architecture.bzl", "architecture_mistakes")
load(":repositories/deb_archive.bzl", "deb_archive")
load(":repositories/deb_locks.bzl", "REST", "archive_repository", "decode_deb_lock")
load(":repositories/deb_packages.bzl", "deb_packages")

visibility(["//rules/..."])

# Names that the generated repository needs for itself.
_RESERVED = ["database", "layers", "lock", REST]

def _apt_impl(module_ctx):
    names = {}
    for module in module_ctx.modules:
        for tag in module.tags.install:
            _fail(tag.name, _mistakes(tag, names))
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
        architecture_mistakes("architectures", tag.architectures) +
        [
            mistake(
                'Cannot name a group "{}"'.format(group),
                accepted = "names that the repository does not use itself: not " + ", ".join(_RESERVED + [tag.name]),
            )
            for group in tag.groups
            if group in _RESERVED + [tag.name]
        ] +
        [
            mistake(
                'Cannot use the mirror "{}"'.format(mirror),
                accepted = 'URL [RELEASE...], such as "https://HOST/debian" or "https://HOST/debian bookworm ' +
                           'bookworm-updates"',
            )
            for mirror in tag.mirrors
            if not mirror.startswith(("http://", "https://")) or "," in mirror
        ]
    )

def _declare(module_ctx, tag):
    wanted = _unique([name for names in tag.groups.values() for name in names] + tag.packages)
    lock = decode_deb_lock(
        _read(module_ctx, tag.lock),
        _file_name(tag.lock),
        tag.name,
        request = {
            "architectures": tag.architectures,
            "components": tag.components,
            "exclude": tag.exclude,
            "packages": wanted,
            "suite": tag.suite,
        },
    )
    for package in lock.packages:
        for architecture, file in package["files"].items():
            deb_archive(
                name = archive_repository(tag.name, architecture, package["name"]),
                file = file["file"],
                install = tag.name,
                mirrors = tag.mirrors,
                sha256 = file["sha256"],
                speaker = "apt.install {}: {} {} for {}".format(
                    tag.name,
                    package["name"],
                    package["version"],
                    architecture,
                ),
            )
    deb_packages(
        name = tag.name,
        accepted = lock.problem.accepted if lock.problem else "",
        architectures = tag.architectures,
        components = tag.components,
        compress = tag.compress,
        database = tag.database,
        documentation = tag.documentation,
        exclude = tag.exclude,
        fix = lock.problem.fix if lock.problem else "",
        groups = tag.groups,
        install = tag.name,
        lock_path = _file_name(tag.lock) if not tag.lock.repo_name else "",
        merged_usr = tag.merged_usr,
        message = lock.problem.message if lock.problem else "",
        mirrors = tag.mirrors,
        packages = json.encode(lock.packages),
        suite = tag.suite,
        wanted = wanted,
    )

def _read(module_ctx, label):
    """The text of a file, or None: before the first lock there is none."""
    path = module_ctx.path(label)
    module_ctx.watch(path)
    return module_ctx.read(path) if path.exists else None

def _file_name(label):
    return "/".join([part for part in [label.package, label.name] if part])

def _unique(names):
    return {name: None for name in names}.keys()

def _fail(name, mistakes):
    if mistakes:
        fail("\n" + "\n".join([describe_to("apt.install " + name, one) for one in mistakes]))

_install = tag_class(
    attrs = {
        "architectures": attr.string_list(
            default = ["amd64", "arm64"],
            doc = "Architectures to lock packages for, in the words of OCI.",
        ),
        "components": attr.string_list(
            default = ["main"],
            doc = "Parts of the release to look in.",
        ),
        "compress": attr.string(
            default = "gzip",
            doc = "Compression of the layers: nothing, gzip or zstd.",
            values = ["", "gzip", "zstd"],
        ),
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
(`debconf`, `perl-base`) can be left out.
""",
        ),
        "groups": attr.string_list_dict(
            doc = """\
Layers of their own, bottom layer first: name to packages. Each has these packages and what they need that no earlier
one has. What is left is the layer `rest`, and the record of all packages is a small layer on top. Without groups all is
one layer.
""",
        ),
        "lock": attr.label(
            doc = "The lock file, which is checked in. It need not exist before `bazel run @NAME//:lock`, but its " +
                  "package must.",
            mandatory = True,
        ),
        "merged_usr": attr.bool(
            default = True,
            doc = """\
Whether `/bin`, `/lib`, `/lib64` and `/sbin` are links into `/usr`. `False` is for a base that has directories there.
""",
        ),
        "mirrors": attr.string_list(
            doc = """\
Where packages come from instead of the sources of the machine's own apt: `"URL [RELEASE...]"`, such as
`"https://HOST/debian bookworm bookworm-updates"`. Releases are looked in for the lock; the suite if none is named.
Packages are fetched from the first one that has them. The environment variable `RT_DEBIAN_MIRRORS`, with a comma
between mirrors, counts where none is named here.
""",
        ),
        "name": attr.string(
            doc = "Name of the repository.",
            mandatory = True,
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
