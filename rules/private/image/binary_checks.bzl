"""The attributes that say which programs an image may have, and the check that these find their libraries."""

load(":actions/check_libraries.bzl", "check_libraries")

visibility(["//rules/..."])

# Attributes of a rule that calls `binary_options` and `binary_validation`.
BINARY_ATTRS = {
    "allow_foreign_binaries": attr.string_list(
        doc = "Paths in the image that may be programs of another platform.",
    ),
    "check_libraries": attr.bool(
        default = True,
        doc = "Whether programs and libraries of runtimes must find their libraries, and versions of them, in the image.",
    ),
    "host_libraries": attr.string_list(
        doc = "Names of libraries that the host brings into containers.",
    ),
}

def binary_options(attributes):
    """Writes which foreign programs are allowed as options of `rt image`.

    Args:
      attributes: `ctx.attr` of a rule with `BINARY_ATTRS`.

    Returns:
      A list of strings.
    """
    return ["--allow-foreign-binary=" + path for path in attributes.allow_foreign_binaries]

def binary_validation(ctx, rule, image, runtimes = []):
    """Checks that what an image starts finds its libraries.

    Args:
      ctx: the context of a rule with `BINARY_ATTRS`.
      rule: name of the rule as people know it.
      image: the ImageInfo of what was built.
      runtimes: list of RuntimeInfo in the image, whose libraries are checked as well.

    Returns:
      A list of File for the output group `_validation`.
    """
    if not ctx.attr.check_libraries:
        return []
    return [check_libraries(ctx, rule, image = image, host_libraries = ctx.attr.host_libraries, runtimes = runtimes)]
