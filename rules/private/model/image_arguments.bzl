"""`$(location)` and its relatives in what a program is started with, as places inside an image."""

load("//rules/private/attributes:expansion.bzl", "expand")
load("//rules/private/attributes:mistakes.bzl", "mistake")

visibility(["//rules/..."])

# These name a path on the machine that builds; in an image, a file has one path.
_PATHS = ["location", "execpath", "rootpath"]
_PLURALS = ["locations", "execpaths", "rootpaths"]

def image_path_text(value, root):
    """Rewrites references to paths so that they lead to the runfiles in an image.

    Args:
      value: string with `$(location LABEL)`, `$(execpath LABEL)` or `$(rootpath LABEL)`.
      root: absolute path of the runfiles directory in the image.

    Returns:
      The string with `ROOT/$(rlocationpath LABEL)` instead; `$(locations LABEL)` and its relatives, which have no such
      form, become `$(rootpaths LABEL)`, relative to the runfiles of the main repository. `$$(...)` stands for itself
      and is left alone.
    """
    return "$$".join([_rewrite(part, root) for part in value.split("$$")])

def _rewrite(text, root):
    for name in _PATHS:
        text = text.replace("$({} ".format(name), root + "/$(rlocationpath ")
    for name in _PLURALS:
        text = text.replace("$({} ".format(name), "$(rootpaths ")
    return text

def expand_for_image(ctx, attribute, value, targets, root):
    """Expands an argument of a program that runs in an image.

    Args:
      ctx: the rule context.
      attribute: name of the attribute that has the value, for errors.
      value: string.
      targets: list of Target that labels in the value may name.
      root: absolute path of the runfiles directory in the image.

    Returns:
      A string: paths are absolute, `$(rlocationpath LABEL)` is what runfiles libraries want, make variables are
      expanded.
    """
    return expand(ctx, attribute, image_path_text(value, root), targets)

def argument_mistakes(attribute, values):
    """Checks that values name one file at a time.

    Args:
      attribute: name of the attribute.
      values: list of strings.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake(
            'Cannot list several paths in one value of {}: it is "{}"'.format(attribute, value),
            accepted = "$(location LABEL), $(execpath LABEL), $(rootpath LABEL) or $(rlocationpath LABEL), for a " +
                       "target " +
                       "of one file or directory",
            fix = "name the directory, or each file in an element of its own",
        )
        for value in values
        if any(["$({} ".format(name) in value for name in _PLURALS])
    ]
