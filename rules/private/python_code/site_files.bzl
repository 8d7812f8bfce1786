"""`.pth` files of virtual environments in runfiles, which Python reads only where it starts from one of them."""

load("//rules/private/arguments:argument_lines.bzl", "runfiles_key")
load(":python_runfiles.bzl", "environment_sites")

visibility(["//rules/private/..."])

# Where the module that reads them is in the runfiles of an image.
SITE_DIRECTORY = "rt_site"
_MODULE = "sitecustomize.py"

# What a rule has that calls `with_site_module`.
SITE_ATTRS = {
    "_site_module": attr.label(
        allow_single_file = True,
        default = Label("//tools/python:read_site_files.py"),
        doc = "The module that reads `.pth` files of virtual environments in runfiles.",
    ),
}

def has_site_files(files):
    """Tells whether virtual environments in runfiles have `.pth` files.

    Args:
      files: list of File: the runfiles.

    Returns:
      A bool.
    """
    keys = [runfiles_key(file) for file in files]
    sites = environment_sites(keys)
    return any([key.endswith(".pth") and key.rpartition("/")[0] in sites for key in keys])

def with_site_module(ctx, part):
    """Adds the module that reads `.pth` files to a part of runfiles.

    Args:
      ctx: the context of a rule with SITE_ATTRS.
      part: struct of files (list of File), symlinks and root_symlinks (lists of SymlinkEntry).

    Returns:
      A struct of the same kind.
    """
    module = ctx.runfiles(root_symlinks = {"{}/{}".format(SITE_DIRECTORY, _MODULE): ctx.file._site_module})
    return struct(
        files = part.files,
        root_symlinks = part.root_symlinks + module.root_symlinks.to_list(),
        symlinks = part.symlinks,
    )
