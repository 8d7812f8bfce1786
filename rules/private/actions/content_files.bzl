"""The `file` entries of a command that reads images: where the content of each key is."""

load("//rules/private:argument_lines.bzl", "runfiles_key")

visibility(["//rules/private/..."])

def _file_entry(file):
    return "file\t{}\t{}".format(runfiles_key(file), file.path)

def add_content_files(args, files):
    """Adds one `file` entry for each file or directory. Must come last: they are operands.

    Args:
      args: the Args to add to.
      files: depset of File.
    """
    args.add("--")
    args.add_all(files, map_each = _file_entry, expand_directories = False)
