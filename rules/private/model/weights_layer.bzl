"""The rule weights_layer and its macro."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "macro_attributes",
    "options_of",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:mistakes.bzl", "fail_on")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":actions/describe_weights.bzl", "describe_weights")
load(":weight_options.bzl", "WEIGHT_TABLE")

visibility(["//rules/..."])

_RULE = "weights_layer"

_TABLE = {
    "srcs": row(
        attr.label_list,
        doc = """Files and directories. A file is placed at its path in its repository; a directory contributes its
contents.""",
        allow_empty = False,
        allow_files = True,
        mandatory = True,
    ),
} | WEIGHT_TABLE

def _weights_layer_impl(ctx):
    fail_on(table_mistakes(_TABLE, ctx.attr), _RULE, ctx.label)
    sources = depset(transitive = [src[DefaultInfo].files for src in ctx.attr.srcs])
    layers = describe_weights(
        ctx,
        _RULE,
        options = options_of(_TABLE, ctx.attr),
        output = ctx.label.name + ".layers.json",
        sources = sources,
    )
    return [
        DefaultInfo(files = depset([layers]), runfiles = ctx.runfiles([layers], transitive_files = sources)),
        LayerSetInfo(blobs = depset(), layer_sets = depset([layers]), sources = sources),
    ]

weights_layer_rule = rule(
    implementation = _weights_layer_impl,
    doc = "Makes layers of weights that are never written; the macro `weights_layer` says how.",
    attrs = TOOL_ATTRS | attributes_of(_TABLE),
    provides = [LayerSetInfo],
    toolchains = TOOL_TOOLCHAINS,
)

def weights_layer(name, **kwargs):
    """Makes weight layers without copying the weights: each file is read once, for its digest, and no tar is written.

    A push, a load or a full copy streams the files themselves and verifies them again on the way: a file that has
    changed since the build is refused. Each big file is one layer, so a new shard does not affect the others; small
    files share layers, above the big ones. The layers are not compressed.

    ```python
    weights_layer(
        name = "weights",
        srcs = glob(["shards/*.safetensors"]) + [":tokenizer"],
        prefix = "models/llm",
        strip_prefix = "llm/shards",
    )
    ```

    The default output is a JSON file that describes the layers.

    Args:
      name: name of the target; use it in `tars` of an image.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    weights_layer_rule(**macro_attributes(_TABLE, _RULE, name, kwargs))
