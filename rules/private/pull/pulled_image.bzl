"""The rule behind an image that `oci.pull` has fetched: manifest and config are here, the layers in their registry."""

load("//rules/private/image:actions/wrap_image.bzl", "wrap_image")
load("//rules/private/image:image_info.bzl", "ImageInfo")
load("//rules/private/image:image_outputs.bzl", "image_outputs")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")

def _pulled_image_impl(ctx):
    image = wrap_image(
        ctx,
        "oci.pull",
        config = ctx.file.config,
        fetched_layers = depset(ctx.files.fetched_layers),
        layers = ctx.file.layers,
        manifest = ctx.file.manifest,
        media_type = ctx.attr.media_type,
        reference = ctx.attr.reference,
    )
    return image_outputs(ctx, "oci.pull", image, docker = True)

pulled_image = rule(
    implementation = _pulled_image_impl,
    doc = "An image whose layers are in a registry.",
    attrs = TOOL_ATTRS | {
        "config": attr.label(
            allow_single_file = [".json"],
            doc = "Its config.",
            mandatory = True,
        ),
        "fetched_layers": attr.label_list(
            allow_files = True,
            doc = "Its layers, where they are fetched.",
        ),
        "layers": attr.label(
            allow_single_file = [".json"],
            doc = "A layer set that says where its layers are.",
            mandatory = True,
        ),
        "manifest": attr.label(
            allow_single_file = [".json"],
            doc = "Its manifest.",
            mandatory = True,
        ),
        "media_type": attr.string(
            doc = "Media type of the manifest.",
            mandatory = True,
        ),
        "reference": attr.string(
            doc = "Where it was pulled from.",
            mandatory = True,
        ),
    },
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)
