"""Fetches Debian packages, for repository rules."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load("//rules/private/program:repositories/fetch_by_program.bzl", "fetch_by_program")

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

def fetch_deb(rctx, *, context, file, fix, mirrors, output, sha256):
    """Fetches a package from mirrors, or else with the machine's own apt; Bazel's cache has it by its hash then.

    Args:
      rctx: repository_ctx.
      context: who speaks in errors.
      file: path below the root of an archive.
      fix: what helps where no mirror has it.
      mirrors: list of strings, as for `mirror_roots`.
      output: the file to make.
      sha256: hash of the package.
    """
    roots = mirror_roots(mirrors, rctx.getenv(MIRRORS_VARIABLE))
    if not roots:
        fetch_by_program(
            rctx,
            arguments = [],
            command = "fetch deb",
            context = context,
            file = file,
            output = output,
            sha256 = sha256,
        )
        return

    # Bazel tells what is wrong with each address.
    urls = ["{}/{}".format(root, file) for root in roots]
    if not rctx.download(urls, output, allow_fail = True, sha256 = sha256).success:
        fail("\n" + describe_to(context, mistake(
            'Cannot fetch "{}" as locked from{}'.format(file, "".join(["\n    " + url for url in urls])),
            accepted = "a file with sha256 " + sha256,
            fix = fix,
        )))
