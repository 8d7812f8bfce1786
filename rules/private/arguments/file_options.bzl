"""Options of the tool that name files: always as `File` objects, never as strings of paths."""

load(":argument_lines.bzl", "runfiles_key")

visibility(["//rules/private/..."])

def add_file_options(args, option, files):
    """Adds `--option=PATH` for every file or directory, in order.

    Args:
      args: the Args to add to.
      option: name of the option.
      files: list or depset of File.
    """
    args.add_all(files, format_each = "--{}=%s".format(option), expand_directories = False)

def add_key_options(args, option, files):
    """Adds `--option=KEY` for every file or directory, in order: its place in the runfiles.

    Args:
      args: the Args to add to.
      option: name of the option.
      files: list or depset of File.
    """
    args.add_all(files, map_each = runfiles_key, format_each = "--{}=%s".format(option), expand_directories = False)
