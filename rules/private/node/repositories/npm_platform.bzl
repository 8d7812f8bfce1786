"""The machine that Bazel runs on, in npm's words."""

visibility(["//rules/..."])

# Bazel's names of operating systems and processors, in npm's words.
_OS = {"linux": "linux", "mac os x": "darwin"}
_CPU = {"aarch64": "arm64", "amd64": "x64", "arm64": "arm64", "x86_64": "x64"}

def npm_platform(rctx):
    """Names the machine.

    Args:
      rctx: the repository_ctx.

    Returns:
      A pair of strings: npm's name of the operating system and of the processor, such as `("linux", "x64")`;
      Bazel's own names where npm has none.
    """
    return (
        _OS.get(rctx.os.name, rctx.os.name),
        _CPU.get(rctx.os.arch, rctx.os.arch),
    )

def esbuild_path(os, cpu):
    """Says where the bundler is in the repository `rt_npm`.

    Args:
      os: npm's name of the operating system.
      cpu: npm's name of the processor.

    Returns:
      A path relative to the repository.
    """
    return "node_modules/@esbuild/{}-{}/bin/esbuild".format(os, cpu)
