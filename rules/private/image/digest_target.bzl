"""The target `<name>.digest` beside every image."""

load("//rules/private/attributes:attribute_table.bzl", "common_attributes")

visibility(["//rules/..."])

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
        **common_attributes(attributes)
    )
