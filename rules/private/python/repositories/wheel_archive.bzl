"""The repository of one wheel."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load("//rules/private/program:repositories/fetch_by_program.bzl", "fetch_by_program")
load("//rules/private/program:repositories/rt_program.bzl", "run_rt")
load(":repositories/wheel_addresses.bzl", "find_address")

visibility(["//rules/..."])

# Seconds that fetching may take: some wheels have gigabytes.
_TIMEOUT = 3600

_BUILD = """\
load("{rt}//rules:python.bzl", "python_wheel")

python_wheel(
    name = "wheel",
    size = {size},
    src = {file},
    visibility = ["//visibility:public"],
)
"""

def _wheel_archive_impl(rctx):
    file, size = _fetch(rctx)
    rctx.file("BUILD.bazel", _BUILD.format(
        file = repr(file),
        rt = str(Label("//:all")).partition("//")[0],
        size = size,
    ))

def _fetch(rctx):
    """Makes the wheel, and says its name and its bytes."""
    if rctx.attr.own:
        return _copy_own(rctx)
    if rctx.attr.file:
        return _fetch_file(rctx)
    return _fetch_any(rctx)

def _arguments(rctx):
    return [
        "--name=" + rctx.attr.distribution,
        "--version=" + rctx.attr.version,
        "--lock-target=" + rctx.attr.lock_target,
    ]

def _fetch_file(rctx):
    if not _is_cached(rctx, rctx.attr.file, rctx.attr.hashes[0]):
        _fetch_known(rctx, find_address(rctx) or {"file": rctx.attr.file, "sha256": rctx.attr.hashes[0]})
    return rctx.attr.file, rctx.attr.size

def _is_cached(rctx, file, sha256):
    """Whether Bazel's cache of downloads has the wheel, which is in its place then."""
    return rctx.download([], file, allow_fail = True, sha256 = sha256).success

def _fetch_known(rctx, wheel):
    # Where Bazel gets in itself, no program is started; what went wrong is told by rt.
    direct = wheel.get("forAll") and rctx.download(
        wheel["url"],
        wheel["file"],
        allow_fail = True,
        sha256 = wheel["sha256"],
    ).success
    if direct:
        return
    fetch_by_program(
        rctx,
        arguments = _arguments(rctx) + (["--address=" + wheel["url"]] if "url" in wheel else []),
        command = "fetch wheel",
        context = rctx.attr.speaker,
        file = wheel["file"],
        output = wheel["file"],
        sha256 = wheel["sha256"],
    )

def _fetch_any(rctx):
    """Where only hashes are known, the best wheel that has one of them."""
    found = find_address(rctx)
    if found:
        _fetch_known(rctx, found)
        return found["file"], 0
    run_rt(
        rctx,
        arguments = _arguments(rctx) + [
            "--architecture=" + rctx.attr.architecture,
            "--glibc=" + rctx.attr.glibc,
            "--into={}".format(rctx.path(".")),
            "--python=" + rctx.attr.python,
        ] + ["--sha256=" + sha256 for sha256 in rctx.attr.hashes],
        command = "fetch wheel",
        context = rctx.attr.speaker,
        timeout = _TIMEOUT,
    )
    names = [path.basename for path in rctx.path(".").readdir() if path.basename.endswith(".whl")]
    return names[0], 0

def _copy_own(rctx):
    path = rctx.path(rctx.attr.own)
    rctx.watch(path)
    sha256 = rctx.attr.hashes[0]
    url = "file://{}".format(path)
    if not path.exists or not rctx.download(url, path.basename, allow_fail = True, sha256 = sha256).success:
        fail("\n" + describe_to(rctx.attr.speaker, mistake(
            "Cannot use {}: it is not the file that was locked".format(path.basename),
            accepted = "a file with sha256 " + rctx.attr.hashes[0],
            fix = "bazel run " + rctx.attr.lock_target,
        )))
    return path.basename, rctx.attr.size

wheel_archive = repository_rule(
    implementation = _wheel_archive_impl,
    doc = "A locked wheel, from Bazel's cache or by the machine's own pip, and checked against its hash.",
    attrs = {
        "architecture": attr.string(doc = "Architecture, a GOARCH name."),
        "distribution": attr.string(doc = "Name of the package.", mandatory = True),
        "file": attr.string(doc = "Name of the wheel; empty where the lock does not say it."),
        "glibc": attr.string(doc = "The newest glibc that the wheel may need."),
        "hashes": attr.string_list(doc = "Hashes that the file may have.", mandatory = True),
        "install": attr.string(doc = "Name of the pip.install tag.", mandatory = True),
        "lock_target": attr.string(doc = "What makes the lock file.", mandatory = True),
        "own": attr.label(allow_single_file = True, doc = "The file itself, where it is one of the user's own."),
        "python": attr.string(doc = "Version of Python that the wheel is for."),
        "repository": attr.string(doc = "What the extension calls this repository.", mandatory = True),
        "size": attr.int(doc = "Bytes; 0 where the lock does not say it."),
        "speaker": attr.string(doc = "Who speaks in errors.", mandatory = True),
        "version": attr.string(doc = "Version of the package.", mandatory = True),
    },
)
