"""How weights become layers: the attributes, what is wrong with them, and as options of `rt weights`."""

load("//rules/private/attributes:mistakes.bzl", "mistake")

visibility(["//rules/..."])

# Counts are strings: an attribute of integers ends at 2 GiB.
WEIGHT_ATTRS = {
    "allow_missing_shards": attr.bool(
        doc = "Take numbered files with gaps.",
    ),
    "bundle_below": attr.string(
        doc = "Bytes from which on a file has a layer of its own. 64 MiB if empty.",
    ),
    "max_layer_size": attr.string(
        doc = "Bytes that no layer may exceed. No limit if empty.",
    ),
    "max_layers": attr.string(
        doc = "Most layers; files share layers where there would be more. 100 if empty.",
    ),
    "mode": attr.string(
        doc = "Permissions of the files, octal digits. 0644 if empty.",
    ),
    "owner": attr.string(
        doc = "Owner of the files and of the directories below the prefix, `UID:GID`. 0:0 if empty.",
    ),
    "prefix": attr.string(
        doc = "Directory of the image that the files go to.",
    ),
    "strip_prefix": attr.string(
        doc = "Directory that is taken off the files' paths before.",
    ),
}

_OPTIONS = ["bundle_below", "max_layer_size", "max_layers", "mode", "owner", "prefix", "strip_prefix"]

def count_text(count):
    """Writes a number as the attributes here want it.

    Args:
      count: int, or anything else that is passed on: None, a string, a select() of strings.

    Returns:
      A string for an int, else the value itself.
    """
    return str(count) if type(count) == "int" else count

def weight_options(attributes):
    """Writes the attributes as options of `rt weights`.

    Args:
      attributes: `ctx.attr` of a rule with some of `WEIGHT_ATTRS`.

    Returns:
      A list of strings.
    """
    return [
        "--{}={}".format(name.replace("_", "-"), getattr(attributes, name))
        for name in _OPTIONS
        if getattr(attributes, name, None)
    ] + (["--allow-missing-shards"] if attributes.allow_missing_shards else [])

def weight_mistakes(attributes):
    """Checks the attributes.

    Args:
      attributes: `ctx.attr` of a rule with some of `WEIGHT_ATTRS`.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake(
            'Cannot use {} = "{}"'.format(name, getattr(attributes, name)),
            accepted = accepted,
            fix = "{} = {}".format(name, example),
        )
        for name, is_valid, accepted, example in [
            ("bundle_below", _is_count, "a whole number of bytes", "64 * 1024 * 1024"),
            ("max_layer_size", _is_positive, "a whole number of bytes from 1 on", "10 * 1024 * 1024 * 1024"),
            ("max_layers", _is_positive, "a whole number from 1 on", "100"),
            ("mode", _is_mode, "three to five octal digits", '"0644"'),
            ("owner", _is_owner, "UID:GID, two numbers", '"65532:65532"'),
            ("prefix", _is_inside, 'a path in the image without ".."', '"models/llm"'),
            ("strip_prefix", _is_inside, 'a path from the root of the repository without ".."', '"llm/shards"'),
        ]
        if getattr(attributes, name, None) and not is_valid(getattr(attributes, name))
    ]

def _is_count(text):
    return text.isdigit()

def _is_positive(text):
    return text.isdigit() and int(text) > 0

def _is_mode(text):
    return 3 <= len(text) and len(text) <= 5 and all([digit in "01234567" for digit in text.elems()])

def _is_owner(text):
    uid, _, gid = text.partition(":")
    return uid.isdigit() and gid.isdigit()

def _is_inside(path):
    return ".." not in path.split("/")
