"""The repository of one package of a lock file: fetched, verified, and unpacked as far as it is used."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load("//rules/private/deb:repositories/fetch_deb.bzl", "fetch_deb")
load("//rules/private/program:repositories/fetch_by_program.bzl", "fetch_by_program")
load("//rules/private/program:repositories/rt_program.bzl", "run_rt")

visibility(["//rules/..."])

# Seconds that unpacking may take: some wheels have 600 MB.
_TIMEOUT = 3600

_BUILD = """\
load("{rt}//rules:runtimes.bzl", "runtime_package")

runtime_package(
    name = "package",
    files = {files},
    large = {large},
    own_layer = {own_layer},
    package = "{package}",
    runtime = "{runtime}",
    version = "{version}",
    visibility = ["//visibility:public"],
)
"""

def _locked_package_impl(rctx):
    context = "runtimes.{} {} {}".format(rctx.attr.runtime, rctx.attr.package, rctx.attr.version)
    _fetch(rctx, context)
    run_rt(
        rctx,
        arguments = [
            "--archive={}".format(rctx.path("archive")),
            "--file=" + rctx.attr.file.rpartition("/")[2],
            "--out={}".format(rctx.path("files")),
        ],
        command = "fetch unpack",
        context = context,
        operands = ["kept\t{}\t{}".format(path, place) for place, path in rctx.attr.kept.items()],
        timeout = _TIMEOUT,
    )
    rctx.delete("archive")
    rctx.file("BUILD.bazel", _BUILD.format(
        files = json.encode_indent({"files/" + place: place for place in rctx.attr.kept}, prefix = "    "),
        large = json.encode_indent(rctx.attr.large, prefix = "    "),
        own_layer = rctx.attr.own_layer,
        package = rctx.attr.package,
        rt = str(Label("//:all")).partition("//")[0],
        runtime = rctx.attr.runtime,
        version = rctx.attr.version,
    ))

def _fetch(rctx, context):
    """Makes the file `archive`, from Bazel's cache of downloads where that has the hash."""
    if rctx.attr.urls:
        _fetch_urls(rctx, context)
    else:
        _FETCHERS[rctx.attr.kind](rctx, context)

def _fetch_urls(rctx, context):
    """Bazel tries the addresses in turn, and warns of each that it cannot use."""
    if rctx.download(rctx.attr.urls, "archive", allow_fail = True, sha256 = rctx.attr.sha256).success:
        return
    fail("\n" + describe_to(context, mistake(
        'Cannot fetch "{}" from {}; the warning says why'.format(rctx.attr.file, " or ".join(rctx.attr.urls)),
        accepted = "a file with sha256 " + rctx.attr.sha256,
        fix = "correct the address in the set, and run its lock target",
    )))

def _fetch_wheel(rctx, context):
    fetch_by_program(
        rctx,
        arguments = ["--name=" + rctx.attr.package, "--version=" + rctx.attr.version],
        command = "fetch wheel",
        context = context,
        file = rctx.attr.file,
        output = "archive",
        sha256 = rctx.attr.sha256,
    )

def _fetch_deb(rctx, context):
    fetch_deb(
        rctx,
        context = context,
        file = rctx.attr.file,
        fix = "name a mirror that has it in RT_DEBIAN_MIRRORS, or lock a version that is there",
        mirrors = [],
        output = "archive",
        sha256 = rctx.attr.sha256,
    )

_FETCHERS = {
    "deb": _fetch_deb,
    "wheel": _fetch_wheel,
}

locked_package = repository_rule(
    implementation = _locked_package_impl,
    doc = "One package of a lock file. Nothing is left of it when it cannot be had with its hash.",
    attrs = {
        "file": attr.string(
            doc = "Where the archive is below its index, or its name.",
            mandatory = True,
        ),
        "kept": attr.string_dict(
            doc = "Places of the files that are used to their paths in the archive.",
            mandatory = True,
        ),
        "kind": attr.string(
            doc = "What the archive is: who knows where to get it.",
            mandatory = True,
            values = ["archive"] + _FETCHERS.keys(),
        ),
        "large": attr.string_list(
            doc = "Places of files that have a layer of their own.",
        ),
        "own_layer": attr.bool(
            doc = "Whether the files that are not large have a layer of their own.",
            mandatory = True,
        ),
        "package": attr.string(
            doc = "Name of the package.",
            mandatory = True,
        ),
        "runtime": attr.string(
            doc = "Name of the runtime.",
            mandatory = True,
        ),
        "sha256": attr.string(
            doc = "Hash of the archive.",
            mandatory = True,
        ),
        "urls": attr.string_list(
            doc = "Addresses of the archive, tried in order, where it is in no index.",
        ),
        "version": attr.string(
            doc = "Version of the package.",
            mandatory = True,
        ),
    },
)
