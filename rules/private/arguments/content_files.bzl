"""Arguments that say where layer sets and the contents they name are, each image of an index in a scope of its own."""

load(":argument_lines.bzl", "runfiles_key")

visibility(["//rules/private/..."])

def add_content_files(args, scope, files):
    """Adds one `file` entry for each file or directory. Entries are operands: they follow `--`.

    Args:
      args: the Args to add to.
      scope: string from `scoped_images`; empty for none.
      files: depset of File.
    """
    args.add_all(
        files,
        expand_directories = False,
        format_each = "file\t" + _below(scope),
        map_each = _key_and_path,
    )

def add_layer_sets(args, scope, layer_sets):
    """Adds `--layers=` for layer sets at build time.

    Args:
      args: the Args to add to.
      scope: string from `scoped_images`; empty for none.
      layer_sets: depset of File.
    """
    args.add_all(layer_sets, format_each = "--layers={}%s".format(_prefix(scope)))

def add_layer_set_keys(args, scope, layer_sets):
    """Adds `--layers=` for layer sets in the runfiles.

    Args:
      args: the Args to add to.
      scope: string from `scoped_images`; empty for none.
      layer_sets: depset of File.
    """
    args.add_all(
        layer_sets,
        format_each = "--layers=" + _prefix(scope) + _below(scope),
        map_each = runfiles_key,
    )

def _key_and_path(file):
    return "{}\t{}".format(runfiles_key(file), file.path)

def _prefix(scope):
    return _literal(scope) + "\t" if scope else ""

def _below(scope):
    return _literal(scope) + "/%s" if scope else "%s"

def _literal(text):
    """A target's name may have a percent sign, which means something in a format."""
    return text.replace("%", "%%")
