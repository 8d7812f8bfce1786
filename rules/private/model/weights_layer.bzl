"""The rule weights_layer and its macro."""

load("//rules/private/attributes:common_attributes.bzl", "keyword_mistakes")
load("//rules/private/attributes:mistakes.bzl", "fail_on")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":actions/describe_weights.bzl", "describe_weights")
load(":weight_options.bzl", "WEIGHT_ATTRS", "count_text", "weight_mistakes", "weight_options")

visibility(["//rules/..."])

_RULE = "weights_layer"

_KEYWORDS = ["name", "srcs", "prefix", "strip_prefix", "mode", "owner", "bundle_below", "max_layers", "max_layer_size", "allow_missing_shards"]

def _weights_layer_impl(ctx):
    fail_on(weight_mistakes(ctx.attr), _RULE, ctx.label)
    sources = depset(transitive = [src[DefaultInfo].files for src in ctx.attr.srcs])
    layers = describe_weights(
        ctx,
        _RULE,
        options = weight_options(ctx.attr),
        output = ctx.label.name + ".layers.json",
        sources = sources,
    )
    return [
        DefaultInfo(files = depset([layers]), runfiles = ctx.runfiles([layers], transitive_files = sources)),
        LayerSetInfo(blobs = depset(), layer_sets = depset([layers]), sources = sources),
    ]

_WEIGHT_ATTRS = {
    name: WEIGHT_ATTRS[name]
    for name in [
        "allow_missing_shards",
        "bundle_below",
        "max_layer_size",
        "max_layers",
        "mode",
        "owner",
        "prefix",
        "strip_prefix",
    ]
}

weights_layer_rule = rule(
    implementation = _weights_layer_impl,
    doc = "Makes layers of weights that are never written; the macro `weights_layer` says how.",
    attrs = TOOL_ATTRS | _WEIGHT_ATTRS | {
        "srcs": attr.label_list(
            doc = "Files and directories.",
            allow_empty = False,
            allow_files = True,
            mandatory = True,
        ),
    },
    provides = [LayerSetInfo],
    toolchains = TOOL_TOOLCHAINS,
)

def weights_layer(
        name,
        srcs,
        prefix = None,
        strip_prefix = None,
        mode = None,
        owner = None,
        bundle_below = None,
        max_layers = None,
        max_layer_size = None,
        allow_missing_shards = None,
        **kwargs):
    """Makes layers of weights without copying them: each file is read once, for its digest, and no archive is written.

    What a push, a load or a full copy sends is streamed from the files themselves, and checked once more on the way: a
    file that has changed since the build is refused. One big file is one layer, so that a new shard leaves the others
    alone; small files share layers, above the big ones. The layers are not compressed.

    ```python
    weights_layer(
        name = "weights",
        srcs = glob(["shards/*.safetensors"]) + [":tokenizer"],
        prefix = "models/llm",
        strip_prefix = "llm/shards",
    )
    ```

    The default output is the description of the layers, a JSON file.

    Args:
      name: name of the target; goes to `tars` of an image.
      srcs: files and directories. A file goes to its path in its repository; a directory brings what is in it.
      prefix: directory of the image that the files go to. Without it the root.
      strip_prefix: directory that is taken off the files' paths before. A file outside of it is an error.
      mode: permissions of the files, octal digits; `"0644"` if not given.
      owner: owner of the files, and of the prefix and the directories below it, `"UID:GID"`; `"0:0"` if not given.
      bundle_below: bytes from which on a file has a layer of its own; 64 MiB if not given. 0 gives one to every file.
      max_layers: most layers; 100 if not given. Where there would be more, files share layers as if `bundle_below` were
        twice as much, or more.
      max_layer_size: bytes that no layer may exceed, for registries with a limit. Files that share a layer stay below it;
        a file that is larger is an error.
      allow_missing_shards: whether numbered files such as `model-00002-of-00030.safetensors` may have gaps. If not, a
        missing one is an error.
      **kwargs: what all rules have.
    """
    fail_on(keyword_mistakes(_KEYWORDS, kwargs), _RULE, native.package_relative_label(name))
    weights_layer_rule(
        name = name,
        srcs = srcs,
        allow_missing_shards = allow_missing_shards,
        bundle_below = count_text(bundle_below),
        max_layer_size = count_text(max_layer_size),
        max_layers = count_text(max_layers),
        mode = mode,
        owner = owner,
        prefix = prefix,
        strip_prefix = strip_prefix,
        **kwargs
    )
