"""What a set of packages hands to the runtime that is made of it."""

visibility(["//rules/..."])

RuntimePackagesInfo = provider(
    doc = "The packages of one version of a runtime, for the target platform. `runtime_packages` makes it.",
    fields = {
        "components": """\
(dict[string, string]) File name of each library that the set could have brought to its component, for
messages that say what to include.
""",
        "layers": "(LayerSetInfo) The layers of the packages, bottom first.",
        "missing": """\
(string) Why the set has no packages at all, and what to do about it; empty if it has some, or needs none.
""",
        "packages": "(list[RuntimePackageInfo]) The packages for the target platform.",
        "platforms": """\
(list[string]) The platforms that there are packages for, such as `linux/amd64`. Empty for a set that fits all.
""",
        "version": "(string) Version of the set, such as `13.5`.",
    },
)
