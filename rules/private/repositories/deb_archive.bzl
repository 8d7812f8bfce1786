"""The repository of one Debian package for one architecture."""

load("//rules/private:mistakes.bzl", "describe_to", "mistake")
load(":rt_program.bzl", "run_rt")

visibility(["//rules/..."])

# Mirrors for people who may not change MODULE.bazel: as `mirrors` of apt.install, a comma between them.
MIRRORS_VARIABLE = "RT_DEBIAN_MIRRORS"

def mirror_roots(mirrors, variable):
    """Finds the roots of the archives of mirrors.

    Args:
      mirrors: list of strings, each `URL [RELEASE...]`.
      variable: value of the environment variable, or None; counts where no mirror is named.

    Returns:
      A list of strings without a slash at their ends.
    """
    named = mirrors or [mirror for mirror in (variable or "").split(",") if mirror.strip()]
    return [mirror.strip().split(" ")[0].rstrip("/") for mirror in named]

def _deb_archive_impl(rctx):
    name = rctx.attr.file.rpartition("/")[2]
    roots = mirror_roots(rctx.attr.mirrors, rctx.getenv(MIRRORS_VARIABLE))
    if roots:
        _download(rctx, roots, name)
    else:
        run_rt(
            rctx,
            "deb-fetch",
            [
                "--out={}".format(rctx.path(name)),
                "--file=" + rctx.attr.file,
                "--sha256=" + rctx.attr.sha256,
            ],
            context = rctx.attr.speaker,
        )
    rctx.file("BUILD.bazel", """exports_files(["{}"])\n""".format(name))

def _download(rctx, roots, name):
    """Bazel's own downloader, with its cache; it has told what is wrong with each address by then."""
    urls = ["{}/{}".format(root, rctx.attr.file) for root in roots]
    if rctx.download(urls, name, sha256 = rctx.attr.sha256, allow_fail = True).success:
        return
    fail("\n" + describe_to(rctx.attr.speaker, mistake(
        'Cannot fetch "{}" as locked from{}'.format(rctx.attr.file, "".join(["\n    " + url for url in urls])),
        accepted = "a file with sha256 " + rctx.attr.sha256,
        fix = "lock a version that is there (bazel run @{}//:lock), or name another mirror".format(rctx.attr.install),
    )))

deb_archive = repository_rule(
    implementation = _deb_archive_impl,
    doc = "A locked Debian package, fetched by the machine's own apt or from mirrors, and checked against its hash.",
    attrs = {
        "file": attr.string(
            doc = "Path below the root of an archive.",
            mandatory = True,
        ),
        "install": attr.string(
            doc = "Name of the apt.install tag.",
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
