"""What a rule that makes image layers hands to the rules that use them."""

visibility(["//rules/..."])

LayerSetInfo = provider(
    doc = """\
Layers of a container image, in order. `tar` and other rules that make layers return it; image, push
and load rules read it. Digests are in the files, never in Starlark.
""",
    fields = {
        "blobs": """\
(depset[File]) Layers that are stored, in no particular order: the archives that the layer sets name.
Empty when all layers are recipes.
""",
        "layer_sets": """\
(depset[File]) In preorder, bottom layer first: JSON files with media type, digest, size, diff id,
description and content of each layer. They name files by their runfiles keys. Usually one file.
""",
        "sources": """\
(depset[File]) The sources of layers that are never written, in no particular order: source files and directories.
Needed to push, load or copy an image, but not to make its manifest. Empty if all layers are stored.
""",
    },
)
