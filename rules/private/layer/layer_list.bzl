"""The rule behind a target that stands for several layers."""

load(":layer_inputs.bzl", "join_layers")
load(":layer_set_info.bzl", "LayerSetInfo")

visibility("public")

def _layer_list_impl(ctx):
    info = join_layers([layer[LayerSetInfo] for layer in ctx.attr.layers])
    files = depset(transitive = [layer[DefaultInfo].files for layer in ctx.attr.layers])
    return [DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files)), info]

layer_list = rule(
    implementation = _layer_list_impl,
    doc = "Several layers as one target, which is used wherever a layer is.",
    attrs = {
        "layers": attr.label_list(
            doc = "The layers, bottom layer first.",
            mandatory = True,
            providers = [LayerSetInfo],
        ),
    },
    provides = [LayerSetInfo],
)
