"""What one package of an accelerator runtime hands to the set that it belongs to."""

visibility(["//rules/..."])

RuntimePackageInfo = provider(
    doc = "The files that one package contributes to a runtime. Its layers are in LayerSetInfo.",
    fields = {
        "files": """\
(list[struct]) `file` (File) and `path` (string): its place below the directory of the runtime, such as
`lib/libcudart.so.13`.
""",
        "loose": """\
(list[struct]) Those of `files` that are in no layer yet: the set puts them into one with those of other
small packages.
""",
        "package": "(string) Name of the package.",
        "version": "(string) Version of the package.",
    },
)
