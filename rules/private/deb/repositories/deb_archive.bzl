"""The repository of one Debian package for one architecture."""

load(":repositories/fetch_deb.bzl", "fetch_deb")

visibility(["//rules/..."])

def _deb_archive_impl(rctx):
    name = rctx.attr.file.rpartition("/")[2]
    fetch_deb(
        rctx,
        context = rctx.attr.speaker,
        file = rctx.attr.file,
        fix = "lock a version that is there (bazel run {}), or name another mirror".format(rctx.attr.lock_target),
        mirrors = rctx.attr.mirrors,
        output = name,
        sha256 = rctx.attr.sha256,
    )
    rctx.file("BUILD.bazel", """exports_files(["{}"])\n""".format(name))

deb_archive = repository_rule(
    implementation = _deb_archive_impl,
    doc = "A locked Debian package, fetched by the machine's own apt or from mirrors, and checked against its hash.",
    attrs = {
        "file": attr.string(
            doc = "Path below the root of an archive.",
            mandatory = True,
        ),
        "lock_target": attr.string(
            doc = "What makes the lock file.",
            mandatory = True,
        ),
        "mirrors": attr.string_list(
            doc = "Where to fetch from; the sources of the machine's own apt if empty.",
        ),
        "sha256": attr.string(
            doc = "Hash of the file.",
            mandatory = True,
        ),
        "speaker": attr.string(
            doc = "Who speaks in errors.",
            mandatory = True,
        ),
    },
)
