"""The target `<name>.digest` beside every image."""

visibility(["//rules/..."])

_INHERITED = [
    "compatible_with",
    "features",
    "package_metadata",
    "restricted_to",
    "tags",
    "target_compatible_with",
    "testonly",
    "visibility",
]

def digest_target(name, attributes):
    """Declares `<name>.digest`, whose only output is the file with the digest of the image.

    Args:
      name: name of the image.
      attributes: dict of the image's attributes; what all rules have carries over.
    """
    native.filegroup(
        name = name + ".digest",
        srcs = [name],
        output_group = "digest",
        **{key: attributes[key] for key in _INHERITED if key in attributes}
    )
