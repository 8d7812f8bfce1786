"""What one package of an accelerator runtime hands to the set that it belongs to."""

visibility(["//rules/..."])

RuntimePackageInfo = provider(
    doc = "The files that one package brings to a runtime. Its layers are in LayerSetInfo.",
    fields = {
        "files": """\
(list[struct]) `file` (File) and `path` (string): its place below the directory of the runtime, such as
`lib/libcudart.so.13`.
""",
        "package": "(string) Name of the package.",
        "version": "(string) Version of the package.",
    },
)
