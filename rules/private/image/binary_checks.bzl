"""The attributes that say which programs an image may have, and the check that these find what they need."""

load("//rules/private/attributes:attribute_table.bzl", "row")
load(":actions/check_image.bzl", "check_image")

visibility(["//rules/..."])

# Attributes of a rule that calls `binary_validation`.
BINARY_TABLE = {
    "allow_foreign_binaries": row(
        attr.string_list,
        doc = """Paths in a Linux image that may be programs for another CPU or system; any other such program in
`tars` is an error. `*` matches anything but a slash, `**` matches anything, as in `["**.exe"]`.""",
        option = "allow-foreign-binary",
    ),
    "check_libraries": row(
        attr.bool,
        doc = """False turns off the check that the program which the image starts, the libraries of its runtimes, and
the extension modules of its wheels find all the libraries they need in the image, in the right versions.""",
        default = True,
    ),
    "check_scripts": row(
        attr.bool,
        doc = """If the image starts a script, the interpreter in its `#!` line must be in the image; False turns this
check off.""",
        default = True,
    ),
    "host_libraries": row(
        attr.string_list,
        doc = """Names of libraries that the host provides in containers, so that the image need not have them, such as
`["libcuda.so.1", "libnvidia-*"]`.""",
    ),
}

def binary_validation(ctx, rule, image, runtimes = [], modules = depset()):
    """Checks that what an image starts finds its libraries, and its interpreter where it is a script.

    Args:
      ctx: the context of a rule with `BINARY_TABLE`.
      rule: name of the rule as people know it.
      image: the ImageInfo of what was built.
      runtimes: list of RuntimeInfo in the image, whose libraries are checked as well.
      modules: depset of File: layer sets of the image whose extension modules of Python are checked as well.

    Returns:
      A list of File for the output group `_validation`.
    """
    if not (ctx.attr.check_libraries or ctx.attr.check_scripts):
        return []
    return [check_image(
        ctx,
        rule,
        checks_libraries = ctx.attr.check_libraries,
        checks_scripts = ctx.attr.check_scripts,
        host_libraries = ctx.attr.host_libraries,
        image = image,
        modules = modules,
        runtimes = runtimes,
    )]
