"""The rule oci_image_index and its macro."""

load("//rules/private/attributes:common_attributes.bzl", "keyword_mistakes")
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "mistake")
load("//rules/private/attributes:text_or_file.bzl", "text_or_file")
load("//rules/private/platform:platform_transition.bzl", "ALLOWLIST", "to_each_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":actions/build_index.bzl", "build_index")
load(":digest_target.bzl", "digest_target")
load(":image_config.bzl", "key_mistakes")
load(":image_info.bzl", "ImageInfo")
load(":image_outputs.bzl", "image_outputs")
load(":image_source.bzl", "image_of", "not_an_image")

visibility(["//rules/..."])

_RULE = "oci_image_index"

_KEYWORDS = ["name", "images", "image", "platforms", "annotations"]

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
        key_mistakes("annotations", ctx.attr.annotations)
    )

def _choice_mistakes(ctx):
    fix = 'in {} write images = [":amd64", ":arm64"], or image = ":image" and platforms = ["@rt//platforms:linux_amd64"]'
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
        fix = fix.format(build_file(ctx.label)),
    )]

oci_image_index_rule = rule(
    implementation = _oci_image_index_impl,
    doc = "Makes an OCI image index; the macro `oci_image_index` says how.",
    attrs = ALLOWLIST | TOOL_ATTRS | {
        "annotations": attr.string_dict(
            doc = "Annotations of the index.",
        ),
        "annotations_file": attr.label(
            doc = "A file with one annotation a line, `KEY=VALUE`.",
            allow_single_file = True,
        ),
        "image": attr.label(
            doc = "One image, built for each of `platforms`.",
            allow_files = True,
            cfg = to_each_platform,
        ),
        "images": attr.label_list(
            doc = "Images and indexes, each of its own platform.",
            allow_files = True,
        ),
        "platforms": attr.label_list(
            doc = "The platforms to build `image` for, `platform()` targets.",
        ),
    },
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)

def oci_image_index(name, images = None, image = None, platforms = None, annotations = None, **kwargs):
    """Makes one image of several platforms: what a tag of a multi-platform image stands for.

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
      images: images that are of different platforms already, such as `platform_transition_filegroup` targets; nested
        indexes count with all their images.
      image: one image, built for each of `platforms`. One image in `images` beside `platforms` means the same.
      platforms: the platforms to build `image` for.
      annotations: dict, or a file with `KEY=VALUE` lines; goes to the index.
      **kwargs: what all rules have.
    """
    fail_on(keyword_mistakes(_KEYWORDS, kwargs), _RULE, native.package_relative_label(name))
    if platforms and not image and type(images) == "list" and len(images) == 1:
        image, images = images[0], None
    oci_image_index_rule(
        name = name,
        image = image,
        images = images,
        platforms = platforms,
        **(kwargs | text_or_file(annotations = annotations))
    )
    digest_target(name, kwargs)
