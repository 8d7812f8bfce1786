"""What all module extensions do that lock and fetch Debian packages."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load(":debian_architecture.bzl", "architecture_mistakes")
load(":repositories/deb_archive.bzl", "deb_archive")
load(":repositories/deb_locks.bzl", "archive_repository", "decode_deb_lock")
load(":repositories/deb_packages.bzl", "deb_packages")

visibility(["//rules/..."])

# Attributes of every tag that `declare_debs` is called for.
DEB_ATTRS = {
    "architectures": attr.string_list(
        default = ["amd64", "arm64"],
        doc = "Architectures to lock packages for (GOARCH names).",
    ),
    "components": attr.string_list(
        default = ["main"],
        doc = "Components of the release to search.",
    ),
    "compress": attr.string(
        default = "gzip",
        doc = "Compression of the layers: none, gzip or zstd.",
        values = ["", "gzip", "zstd"],
    ),
    "lock": attr.label(
        doc = "The lock file, which is checked in. It need not exist before `bazel run @NAME//:lock`, but its " +
              "package must.",
        mandatory = True,
    ),
    "mirrors": attr.string_list(
        doc = """\
Where packages come from instead of the sources of the machine's own apt: `"URL [RELEASE...]"`, such as
`"https://HOST/debian bookworm bookworm-updates"`. The releases are searched when locking; the suite by default.
Packages are fetched from the first mirror that has them. The environment variable `RT_DEBIAN_MIRRORS`, with commas
between mirrors, is used if none is named here.
""",
    ),
    "name": attr.string(
        doc = "Name of the repository.",
        mandatory = True,
    ),
}

def deb_mistakes(tag):
    """Checks the attributes that all tags have.

    Args:
      tag: a tag with DEB_ATTRS.

    Returns:
      A list of structs for `fail_on_tag`.
    """
    return architecture_mistakes("architectures", tag.architectures) + [
        mistake(
            'Cannot use the mirror "{}"'.format(mirror),
            accepted = 'URL [RELEASE...], such as "https://HOST/debian" or "https://HOST/debian bookworm ' +
                       'bookworm-updates"',
        )
        for mirror in tag.mirrors
        if not mirror.startswith(("http://", "https://")) or "," in mirror
    ]

def fail_on_tag(tag_class, tag, mistakes):
    """Fails with all mistakes of a tag at once; returns when there are none.

    Args:
      tag_class: what the tag is called, such as "apt.install".
      tag: the tag.
      mistakes: list of structs made by `mistake`.
    """
    if mistakes:
        speaker = "{} {}".format(tag_class, tag.name)
        fail("\n" + "\n".join([describe_to(speaker, one) for one in mistakes]))

def declare_debs(
        module_ctx,
        tag_class,
        tag,
        *,
        packages,
        suite,
        exclude = [],
        groups = {},
        database = "status",
        documentation = False,
        merged_usr = True,
        path_exclude = [],
        loads = "",
        lock_target = None,
        targets = None):
    """Declares the repositories of locked packages, and the one of their layers.

    Args:
      module_ctx: module_ctx.
      tag_class: what the tag is called, such as "apt.install".
      tag: a tag with DEB_ATTRS.
      packages: list of packages that are asked for.
      suite: the release.
      exclude: list of packages that count as there.
      groups: dict of groups to lists of packages, as in apt.install.
      database: how packages are recorded.
      documentation: whether documentation is kept.
      merged_usr: whether /bin, /lib and /sbin are links into /usr.
      path_exclude: files that are left out, as in deb_layer.
      loads: lines of a BUILD file that load what `targets` calls.
      lock_target: what makes the lock file, such as "@debian//:lock", which is what it is if not given.
      targets: function that is given the packages of the lock and returns the text of more targets, or None.
    """
    lock_target = lock_target or "@{}//:lock".format(tag.name)
    lock = decode_deb_lock(
        _read(module_ctx, tag.lock),
        _file_name(tag.lock),
        lock_target,
        request = {
            "architectures": tag.architectures,
            "components": tag.components,
            "exclude": exclude,
            "packages": packages,
            "suite": suite,
        },
        tag = tag_class,
    )
    for package in lock.packages:
        for architecture, file in package["files"].items():
            deb_archive(
                name = archive_repository(tag.name, architecture, package["name"]),
                file = file["file"],
                lock_target = lock_target,
                mirrors = tag.mirrors,
                sha256 = file["sha256"],
                speaker = "{} {}: {} {} for {}".format(
                    tag_class,
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
        database = database,
        documentation = documentation,
        exclude = exclude,
        fix = lock.problem.fix if lock.problem else "",
        groups = groups,
        install = tag.name,
        loads = loads,
        lock_path = _file_name(tag.lock) if not tag.lock.repo_name else "",
        lock_target = lock_target,
        merged_usr = merged_usr,
        message = lock.problem.message if lock.problem else "",
        mirrors = tag.mirrors,
        packages = json.encode(lock.packages),
        path_exclude = path_exclude,
        suite = suite,
        tag_class = tag_class,
        targets = targets(lock.packages) if targets and not lock.problem else "",
        wanted = packages,
    )

def _read(module_ctx, label):
    """The text of a file, or None: before the first lock there is none."""
    path = module_ctx.path(label)
    module_ctx.watch(path)
    return module_ctx.read(path) if path.exists else None

def _file_name(label):
    return "/".join([part for part in [label.package, label.name] if part])
