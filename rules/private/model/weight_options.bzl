"""How weights become layers: one table of attributes for the rules that pack weights."""

load("//rules/private/attributes:attribute_table.bzl", "must", "row")
load("//rules/private/attributes:text_checks.bzl", "is_count", "is_inside", "is_mode", "is_owner")

visibility(["//rules/..."])

def _is_positive(text):
    return is_count(text) and int(text) > 0

# The options are those of the commands of rt that pack weights.
WEIGHT_TABLE = {
    "prefix": row(
        attr.string,
        doc = "Directory of the image that the files go to. Without it the root.",
        check = must(is_inside, 'a path in the image without ".."', '"models/llm"'),
        option = "prefix",
    ),
    "strip_prefix": row(
        attr.string,
        doc = "Directory that is taken off the files' paths before. A file outside of it is an error.",
        check = must(is_inside, 'a path from the root of the repository without ".."', '"llm/shards"'),
        option = "strip-prefix",
    ),
    "mode": row(
        attr.string,
        doc = "Permissions of the files, octal digits; `\"0644\"` if not given.",
        check = must(is_mode, "three to five octal digits", '"0644"'),
        option = "mode",
    ),
    "owner": row(
        attr.string,
        doc = "Owner of the files, and of the prefix and the directories below it, `\"UID:GID\"`; `\"0:0\"` if not " +
              "given.",
        check = must(is_owner, "UID:GID, two numbers", '"65532:65532"'),
        option = "owner",
    ),
    "bundle_below": row(
        attr.string,
        doc = "Bytes from which on a file of weights has a layer of its own; 64 MiB if not given. 0 gives one to " +
              "every file.",
        check = must(is_count, "a whole number of bytes", "64 * 1024 * 1024"),
        count = True,
        option = "bundle-below",
    ),
    "max_layers": row(
        attr.string,
        doc = """Most layers; 100 if not given. Where there would be more, files share layers as if `bundle_below` were
twice as much, or more.""",
        check = must(_is_positive, "a whole number from 1 on", "100"),
        count = True,
        option = "max-layers",
    ),
    "max_layer_size": row(
        attr.string,
        doc = """Bytes that no layer may exceed, for registries with a limit. Files that share a layer stay below it; a
file that is larger is an error.""",
        check = must(_is_positive, "a whole number of bytes from 1 on", "10 * 1024 * 1024 * 1024"),
        count = True,
        option = "max-layer-size",
    ),
    "allow_missing_shards": row(
        attr.bool,
        doc = """Whether numbered files such as `model-00002-of-00030.safetensors` may have gaps. If not, a missing one
is an error.""",
        option = "allow-missing-shards",
    ),
}
