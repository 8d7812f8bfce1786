"""What an image rule hands to the rules that use images."""

visibility(["//rules/..."])

ImageInfo = provider(
    doc = """\
An OCI image, or an index of images, that has not been copied into one place. The layout holds manifests and configs.
Its layer blobs are links to files that exist already, or are absent where a layer set says how to stream them: from a
recipe, or from a registry. Anything that reads the image therefore needs all files named here; `rt` finds them by
their runfiles keys.
""",
    fields = {
        "blobs": """\
(depset[File]) The targets of the layout's links, in no particular order: stored layers, and the
layouts of the base and of an index's images. Inputs of every action that reads the layout.
""",
        "digest": """\
(File or None) One line of text: the digest of the manifest or index, `sha256:...`. None for a
directory of another rule set.
""",
        "foreign_layer_sets": """\
(depset[File]) For checks only, in no particular order: JSON files that describe layers of bases that
are directories of another rule set. May be absent, as empty.
""",
        "images": """\
(list[struct]) The images of an index, in order, a nested index before its own: `image` (ImageInfo) and
`scope` (string, such as "0" or "1/0"), which keeps apart what one target made for several platforms:
in runfiles, the files of that image are below `<key of the layout>.images/<scope>`. Empty for an
image, and for a directory of another rule set.
""",
        "layer_sets": """\
(depset[File]) In preorder, bottom layer first: JSON files that describe the layers, those of the base
first. Empty for an index and for a directory of another rule set.
""",
        "layout": """\
(File) A directory in the OCI image layout, with exactly one manifest or index in `index.json`.
""",
        "reference": """\
(string) Where it was pulled from, `HOST/NAME[:TAG][@DIGEST]`, as the user wrote it. Absent for any other image.
""",
        "sources": """\
(depset[File]) The sources of layers that are never written, in no particular order: source files and directories; and
layers of a pulled base, if they are fetched. Empty if all layers are stored, and for an index.
""",
    },
)
