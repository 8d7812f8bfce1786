"""Entry lines of the files of models, by their paths in the models."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line", "runfiles_key")

visibility(["//rules/private/..."])

_DOCUMENT = "model.yaml"

def model_root(files):
    """Finds the directory of a model among its files.

    Args:
      files: list of File.

    Returns:
      A string as `File.short_path` begins: the directory with the model.yaml that is highest; a directory that stands
      alone; None where there is neither.
    """
    if len(files) == 1 and files[0].basename != _DOCUMENT:
        return files[0].short_path
    found = sorted([file.short_path for file in files if file.basename == _DOCUMENT], key = len)
    return found[0].rpartition("/")[0] if found else None

def add_model_entries(args, model, format = "source\t%s\t%s", file_of = None):
    """Adds one line for each file or directory.

    Args:
      args: the Args to add to.
      model: BentoModelInfo, or a struct with its `document`, `files`, `lacks_document` and `root`.
      format: string with places for the path in the model and for the file.
      file_of: function from a File to its name; its execution path if None.
    """
    root = model.root

    def line(file):
        path = file.short_path
        below = "" if path == root else path[len(root) + 1:] if root and path.startswith(root + "/") else path
        return escape_line(format % (below, file_of(file) if file_of else file.path))

    args.add_all(model.files, allow_closure = True, expand_directories = False, map_each = line)
    if model.lacks_document:
        args.add_all(
            [model.document],
            allow_closure = True,
            map_each = lambda file: escape_line(format % (_DOCUMENT, file_of(file) if file_of else file.path)),
        )

def add_model_keys(args, model):
    """Adds `--model-source=TAG<TAB>PATH<TAB>KEY` for each file or directory, by their places in the runfiles.

    Args:
      args: the Args to add to.
      model: BentoModelInfo.
    """
    tag = runfiles_key(model.tag).replace("%", "%%")
    add_model_entries(args, model, "--model-source=" + tag + "\t%s\t%s", runfiles_key)

def model_files(models):
    """Lists all that a model is.

    Args:
      models: list of BentoModelInfo.

    Returns:
      A depset of File: the files, documents, places and tags.
    """
    return depset(
        [file for model in models for file in [model.document, model.place, model.tag]],
        transitive = [model.files for model in models],
    )
