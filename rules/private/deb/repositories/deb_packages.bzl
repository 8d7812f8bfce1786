"""The repository of the packages of one tag, such as apt.install: layers, single packages, and the lock's target."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load(":debian_architecture.bzl", "cpu_label")
load(":repositories/build_text.bzl", "target_text")
load(":repositories/deb_locks.bzl", "archive_repository", "package_name", "packages_for", "split_groups")

visibility(["//rules/..."])

_LOADS = """\
load("{rt}//rules:deb.bzl", "deb_layer")
load("{rt}//rules/private/deb:deb_lock.bzl", "deb_lock")
load("{rt}//rules/private/layer:layer_list.bzl", "layer_list")
load("{rt}//rules/private/attributes:unusable.bzl", "unusable")
"""

_VISIBILITY = """
package(default_visibility = ["//visibility:public"])
"""

def _deb_packages_impl(rctx):
    packages = json.decode(rctx.attr.packages)
    by_architecture = {name: packages_for(packages, name) for name in rctx.attr.architectures}
    header = (_LOADS + rctx.attr.loads).format(rt = str(Label("//:all")).partition("//")[0]) + _VISIBILITY
    layers = _unusable_layers(rctx) if rctx.attr.message else _layers(rctx, by_architecture)
    rctx.file("BUILD.bazel", "\n".join([header, _lock(rctx)] + layers))
    for name in _package_names(rctx, by_architecture):
        targets = _unusable_package(rctx, name) if rctx.attr.message else _package(rctx, by_architecture, name)
        rctx.file(name + "/BUILD.bazel", "\n".join([header] + targets))

def _package_names(rctx, by_architecture):
    asked = [package_name(wanted) for wanted in rctx.attr.wanted] if rctx.attr.message else []
    return {name: None for names in by_architecture.values() + [asked] for name in names}.keys()

def _lock(rctx):
    return target_text(
        "deb_lock",
        name = "lock",
        architectures = rctx.attr.architectures,
        components = rctx.attr.components,
        exclude = rctx.attr.exclude,
        lock = rctx.attr.lock_path,
        mirrors = rctx.attr.mirrors,
        packages = rctx.attr.wanted,
        suite = rctx.attr.suite,
        tag_class = rctx.attr.tag_class,
    )

def _layers(rctx, by_architecture):
    groups = {
        architecture: split_groups(packages, {
            group: [package_name(wanted) for wanted in names]
            for group, names in rctx.attr.groups.items()
        })
        for architecture, packages in by_architecture.items()
    }
    names = {group: None for split in groups.values() for group in split}.keys()
    if len(names) < 2:
        return _main(rctx) + [_all(rctx, by_architecture, "layers", "all")]
    has_database = rctx.attr.database == "status"
    layers = [":" + name for name in names] + ([":database"] if has_database else [])
    return _main(rctx) + [
        target_text("layer_list", name = "layers", layers = layers),
    ] + [
        _deb_layer(rctx, by_architecture, group, "files" if has_database else "all", {
            architecture: split.get(group, [])
            for architecture, split in groups.items()
        })
        for group in names
    ] + ([_all(rctx, by_architecture, "database", "database")] if has_database else [])

def _main(rctx):
    """What the name of the repository stands for."""
    return [rctx.attr.targets or target_text("alias", name = rctx.attr.install, actual = ":layers")]

def _all(rctx, by_architecture, name, contents):
    return _deb_layer(rctx, by_architecture, name, contents, {
        architecture: sorted(packages)
        for architecture, packages in by_architecture.items()
    })

def _deb_layer(rctx, by_architecture, name, contents, names_by_architecture):
    return target_text(
        "deb_layer",
        name = name,
        compress = rctx.attr.compress,
        contents = contents,
        database = rctx.attr.database,
        debs = _select(rctx, by_architecture, names_by_architecture),
        documentation = rctx.attr.documentation,
        merged_usr = rctx.attr.merged_usr,
        path_exclude = rctx.attr.path_exclude,
    )

def _package(rctx, by_architecture, name):
    names = {architecture: [name] for architecture, packages in by_architecture.items() if name in packages}
    return [
        target_text(
            "deb_layer",
            name = name,
            compress = rctx.attr.compress,
            database = "status.d",
            debs = [":deb"],
            documentation = rctx.attr.documentation,
            merged_usr = rctx.attr.merged_usr,
            path_exclude = rctx.attr.path_exclude,
        ),
        target_text("filegroup", name = "deb", srcs = _select(rctx, by_architecture, names)),
    ]

def _select(rctx, by_architecture, names_by_architecture):
    """The .deb files for the target platform; those for others are not fetched."""
    choices = {
        cpu_label(architecture): [
            _file_label(rctx, architecture, by_architecture[architecture][name])
            for name in names
        ]
        for architecture, names in names_by_architecture.items()
    }
    error = describe_to(_speaker(rctx), mistake(
        "Cannot choose packages for the CPU of the target platform",
        accepted = ", ".join(names_by_architecture),
        fix = "name its architecture in architectures, and bazel run " + rctx.attr.lock_target,
    ))
    return struct(text = "select({}, no_match_error = {})".format(repr(choices), repr("\n" + error)))

def _file_label(rctx, architecture, package):
    repository = archive_repository(rctx.attr.install, architecture, package["name"])
    return "@{}//:{}".format(repository, package["files"][architecture]["file"].rpartition("/")[2])

def _unusable_layers(rctx):
    names = [rctx.attr.install, "layers"] + rctx.attr.groups.keys()
    return [_unusable(rctx, name) for name in names]

def _unusable_package(rctx, name):
    return [_unusable(rctx, name), _unusable(rctx, "deb")]

def _unusable(rctx, name):
    return target_text(
        "unusable",
        name = name,
        accepted = rctx.attr.accepted,
        fix = rctx.attr.fix,
        message = rctx.attr.message,
        speaker = _speaker(rctx),
    )

def _speaker(rctx):
    return rctx.attr.tag_class + " " + rctx.attr.install

deb_packages = repository_rule(
    implementation = _deb_packages_impl,
    doc = "Targets for locked Debian packages. Nothing is fetched before one of them is built.",
    attrs = {
        "accepted": attr.string(doc = "Where the lock cannot be used: what could be."),
        "architectures": attr.string_list(doc = "Architectures (GOARCH names)."),
        "components": attr.string_list(doc = "Parts of the release."),
        "compress": attr.string(doc = "Compression of the layers."),
        "database": attr.string(doc = "How packages are recorded."),
        "documentation": attr.bool(doc = "Whether documentation is kept."),
        "exclude": attr.string_list(doc = "Packages that count as there."),
        "fix": attr.string(doc = "Where the lock cannot be used: what to do."),
        "groups": attr.string_list_dict(doc = "Layers of their own: name to packages."),
        "install": attr.string(doc = "Name of the tag."),
        "loads": attr.string(doc = "Lines that load what `targets` calls; `{rt}` is the repository of rt."),
        "lock_path": attr.string(doc = "Path of the lock file in the workspace; empty when it is another module's."),
        "lock_target": attr.string(doc = "What makes the lock file."),
        "merged_usr": attr.bool(doc = "Whether /bin, /lib and /sbin are links into /usr."),
        "message": attr.string(doc = "Where the lock cannot be used: why."),
        "mirrors": attr.string_list(doc = "Where packages come from."),
        "packages": attr.string(doc = "Packages of the lock as JSON."),
        "path_exclude": attr.string_list(doc = "Files that are left out."),
        "suite": attr.string(doc = "The release."),
        "tag_class": attr.string(
            default = "apt.install",
            doc = "Who speaks: the tag that declares the packages.",
        ),
        "targets": attr.string(doc = "More targets, one of them called as the tag, which is an alias otherwise."),
        "wanted": attr.string_list(doc = "Packages that are asked for."),
    },
)
