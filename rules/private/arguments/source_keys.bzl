"""The `key` entries of a command that describes layers: how their sources are named later."""

load(":argument_lines.bzl", "escape_line", "runfiles_key")

visibility(["//rules/private/..."])

def add_source_keys(args, sources):
    """Adds one `key` entry for each file or directory.

    Args:
      args: the Args to add to, after `--`.
      sources: depset of File.
    """
    args.add_all(sources, map_each = _key_line, expand_directories = False)

def _key_line(file):
    return escape_line("key\t{}\t{}".format(runfiles_key(file), file.path))
