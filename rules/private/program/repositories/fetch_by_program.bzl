"""Fetches what only rt knows how to get, for repository rules."""

load(":repositories/rt_program.bzl", "run_rt")

visibility(["//rules/..."])

# Seconds that fetching may take: some archives have 600 MB.
_TIMEOUT = 3600

def fetch_by_program(rctx, *, arguments, command, context, file, output, sha256):
    """Makes a file from Bazel's cache of downloads, or by a command of rt, after which the cache has it by its hash.

    Args:
      rctx: repository_ctx.
      arguments: list of strings, what the command needs beside `--file`, `--sha256` and `--out`.
      command: the command of rt.
      context: who speaks in errors.
      file: what the file is called where it comes from.
      output: the file to make.
      sha256: hash of the file.
    """

    # Without addresses, Bazel looks for the hash in its cache.
    if rctx.download([], output, allow_fail = True, sha256 = sha256).success:
        return
    fetched = rctx.path("fetched")
    run_rt(
        rctx,
        arguments = arguments + ["--file=" + file, "--sha256=" + sha256, "--out={}".format(fetched)],
        command = command,
        context = context,
        timeout = _TIMEOUT,
    )
    rctx.download("file://{}".format(fetched), output, sha256 = sha256)
    rctx.delete(fetched)
