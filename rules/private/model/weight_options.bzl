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
        doc = "Directory in the image for the files. Defaults to the root.",
        check = must(is_inside, 'a path in the image without ".."', '"models/llm"'),
        option = "prefix",
    ),
    "strip_prefix": row(
        attr.string,
        doc = "Directory to strip from the files' paths first. A file outside it is an error.",
        check = must(is_inside, 'a path from the root of the repository without ".."', '"llm/shards"'),
        option = "strip-prefix",
    ),
    "mode": row(
        attr.string,
        doc = "Permissions of the files, in octal digits; `\"0644\"` by default.",
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
        doc = "Size in bytes at which a weight file gets its own layer; 64 MiB by default. 0 gives one to every file.",
        check = must(is_count, "a whole number of bytes", "64 * 1024 * 1024"),
        count = True,
        option = "bundle-below",
    ),
    "max_layers": row(
        attr.string,
        doc = """Maximum number of layers; 100 by default. If there would be more, `bundle_below` is doubled until
they fit.""",
        check = must(_is_positive, "a whole number from 1 on", "100"),
        count = True,
        option = "max-layers",
    ),
    "max_layer_size": row(
        attr.string,
        doc = """Maximum size in bytes of a layer, for registries with a limit. Shared layers stay below it; a larger
file is an error.""",
        check = must(_is_positive, "a whole number of bytes from 1 on", "10 * 1024 * 1024 * 1024"),
        count = True,
        option = "max-layer-size",
    ),
    "allow_missing_shards": row(
        attr.bool,
        doc = """Whether numbered files such as `model-00002-of-00030.safetensors` may be incomplete. By default, a
missing one is an error.""",
        option = "allow-missing-shards",
    ),
}
