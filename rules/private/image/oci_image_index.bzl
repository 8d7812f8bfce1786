"""The rule oci_image_index and its macro."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "macro_attributes",
    "row",
    "table_mistakes",
    "with_doc",
)
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "mistake")
load("//rules/private/platform:platform_transition.bzl", "ALLOWLIST", "to_each_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":actions/build_index.bzl", "build_index")
load(":digest_target.bzl", "digest_target")
load(":image_config.bzl", "CONFIG_TABLE")
load(":image_info.bzl", "ImageInfo")
load(":image_outputs.bzl", "image_outputs")
load(":image_source.bzl", "image_of", "not_an_image")

visibility(["//rules/..."])

_RULE = "oci_image_index"

_TABLE = {
    "images": row(
        attr.label_list,
        doc = """Images that are already for different platforms, such as `platform_transition_filegroup` targets; a
nested index contributes all its images.""",
        allow_files = True,
    ),
    "image": row(
        attr.label,
        doc = """One image, built for each of `platforms`. A single image in `images` together with `platforms` means
the same.""",
        allow_files = True,
        cfg = to_each_platform,
    ),
    "platforms": row(
        attr.label_list,
        doc = "The platforms to build `image` for, `platform()` targets.",
    ),
    "annotations": with_doc(
        CONFIG_TABLE["annotations"],
        "Dict, or a file with `KEY=VALUE` lines; written to the index.",
    ),
}

def _oci_image_index_impl(ctx):
    targets = ctx.attr.images + _split_images(ctx)
    fail_on(_mistakes(ctx, targets), _RULE, ctx.label)
    index = build_index(
        ctx,
        _RULE,
        annotations = ctx.attr.annotations,
        annotations_file = ctx.file.annotations_file,
        images = [image_of(target) for target in targets],
    )
    return image_outputs(ctx, _RULE, index, docker = False)

def _split_images(ctx):
    """The image built for each platform, in the order of `platforms`."""
    if not ctx.attr.image or not ctx.attr.platforms:
        return []
    return [ctx.split_attr.image[str(platform.label)] for platform in ctx.attr.platforms]

def _mistakes(ctx, targets):
    return (
        _choice_mistakes(ctx) +
        [not_an_image("images", target, ctx.label) for target in targets if not image_of(target)] +
        table_mistakes(_TABLE, ctx.attr)
    )

def _choice_mistakes(ctx):
    one_by_one = 'images = [":amd64", ":arm64"]'
    for_each = 'image = ":image" and platforms = ["@rt//platforms:linux_amd64"]'
    accepted = "either images, or image together with platforms"
    problem = None
    if ctx.attr.images and (ctx.attr.image or ctx.attr.platforms):
        problem = "images is set beside image or platforms"
    elif not ctx.attr.images and not ctx.attr.image:
        problem = "there is no image"
    elif ctx.attr.image and not ctx.attr.platforms:
        problem = "image is set without platforms"
    if not problem:
        return []
    return [mistake(
        "Cannot make an index: " + problem,
        accepted = accepted,
        fix = "in {} write {}, or {}".format(build_file(ctx.label), one_by_one, for_each),
    )]

oci_image_index_rule = rule(
    implementation = _oci_image_index_impl,
    doc = "Makes an OCI image index; the macro `oci_image_index` says how.",
    attrs = ALLOWLIST | TOOL_ATTRS | attributes_of(_TABLE),
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)

def oci_image_index(name, **kwargs):
    """Makes an index of images for several platforms: what the tag of a multi-platform image refers to.

    Outputs and output groups are those of `oci_image`, without `docker_tarball`.

    ```python
    oci_image_index(
        name = "release",
        image = ":image",
        platforms = ["@rt//platforms:linux_amd64", "@rt//platforms:linux_arm64"],
    )
    ```

    Args:
      name: name of the index.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    oci_image_index_rule(**(macro_attributes(_TABLE, _RULE, name, kwargs) | _one_image(**kwargs)))
    digest_target(name, kwargs)

def _one_image(images = None, image = None, platforms = None, **_kwargs):
    """One image in `images` beside `platforms` is what `image` is for."""
    if platforms and not image and type(images) == "list" and len(images) == 1:
        return {"image": images[0], "images": []}
    return {}
