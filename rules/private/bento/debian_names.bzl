"""The aspect that finds which Debian packages layers are made of."""

visibility(["//rules/private/..."])

DebianNamesInfo = provider(
    doc = "Debian packages in the layers of a target and of what it is made of.",
    fields = {"debs": "(depset[File]) The packages; the name of a file begins with that of its package."},
)

# By which attributes layers, interpreters and images have other layers.
_ATTRIBUTES = ["actual", "base", "debs", "layers", "srcs", "tars"]

def _debian_names_impl(target, ctx):
    own = []
    if DefaultInfo in target and ctx.rule.kind not in ["filegroup", "alias"]:
        own = [file for file in getattr(ctx.rule.files, "debs", []) if file.extension == "deb"]
    others = []
    for name in _ATTRIBUTES:
        value = getattr(ctx.rule.attr, name, None)
        for each in value if type(value) == "list" else [value]:
            if type(each) == "Target" and DebianNamesInfo in each:
                others.append(each[DebianNamesInfo].debs)
    return [DebianNamesInfo(debs = depset(own, transitive = others))]

debian_names = aspect(
    implementation = _debian_names_impl,
    doc = "Finds the Debian packages that layers are made of.",
    attr_aspects = _ATTRIBUTES,
)

def debian_package(file):
    """Names the package of a file.

    Args:
      file: File, NAME_VERSION_ARCHITECTURE.deb.

    Returns:
      A string.
    """
    return file.basename.partition("_")[0]
