"""Attributes that say which files of programs go into a layer: the same for tar and mtree_spec."""

load("//rules/private/attributes:attribute_table.bzl", "row")

visibility(["//rules/..."])

CONTENT_TABLE = {
    "include_runfiles": row(
        attr.bool,
        doc = "Whether programs bring their runfiles.",
        default = True,
    ),
    "exclude": row(
        attr.label_list,
        doc = """Targets whose runfiles programs do not bring: such as `@rt//runtimes`, where the image has these in
layers of their own.""",
    ),
    "preserve_symlinks": row(
        attr.bool,
        doc = """Whether a relative symbolic link whose target is packed too stays a link. Otherwise it becomes a copy
of the file. Links that rules declare (`declare_symlink`) are read by their places in the archive, and may not lead out
of it.""",
    ),
}
