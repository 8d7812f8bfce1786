"""Where the files of a Python program are in an image, and how arguments name them."""

load("//rules/private/arguments:argument_lines.bzl", "runfiles_key")
load("//rules/private/model:image_arguments.bzl", "expand_for_image")

visibility(["//rules/private/..."])

# The directory of the program.
APP_DIRECTORY = "app"

# Stands for the runfiles, which such an image does not have: no text of a BUILD file has this.
_RUNFILES = "\1runfiles\1"

def app_place(package):
    """Finds the function that places the files of a program.

    Args:
      package: package of the target that makes the image.

    Returns:
      A function from a File to its path in the image: below `app`, as it is below the package, so that modules are
      imported in the same way; files of other packages keep their path from the root of their repository.
    """
    prefix = package + "/" if package else ""

    def place(file):
        path = file.short_path
        if path.startswith("../"):
            path = path.split("/", 2)[2]
        elif path.startswith(prefix):
            path = path[len(prefix):]
        return APP_DIRECTORY + "/" + path

    return place

def expand_app_argument(ctx, attribute, value, targets, place):
    """Expands `$(location)` and its relatives in an argument of a program.

    Args:
      ctx: the rule context.
      attribute: name of the attribute that has the value, for errors.
      value: string.
      targets: list of Target that labels in the value may name.
      place: function from `app_place`.

    Returns:
      A string: paths are absolute paths in the image.
    """
    if "$" not in value:
        return value
    expanded = expand_for_image(ctx, attribute, value, targets, _RUNFILES)
    keys = {
        _RUNFILES + "/" + runfiles_key(file): "/" + place(file)
        for target in targets
        for file in target[DefaultInfo].files.to_list()
    }

    # Longer paths first: one may be the beginning of another.
    for key in sorted(keys, key = len, reverse = True):
        expanded = expanded.replace(key, keys[key])
    return expanded
