"""Finds the image that another one is built on, whatever form it has."""

load("//rules/private/attributes:attribute_table.bzl", "row")
load("//rules/private/attributes:mistakes.bzl", "build_file", "label_text", "mistake")
load("//rules/private/layer:layer_inputs.bzl", "direct_files")
load(":actions/import_image.bzl", "import_image")
load(":image_info.bzl", "ImageInfo")
load(":image_source.bzl", "image_of", "not_an_image")

visibility(["//rules/..."])

# What a rule has that calls `base_of`.
BASE_TABLE = {
    "base": row(
        attr.label,
        doc = """The base image: an oci_image, an image from `oci.pull`, a directory in the OCI image layout made by
any rule set, or a tar (of such a layout, or written by `docker save`). Without a base, the image has only its own
layers.""",
        allow_files = True,
    ),
}

_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.zst", ".tzst")

def base_of(ctx, rule, target):
    """Finds the image of the attribute `base`; an image in a tar is unpacked by an action.

    Args:
      ctx: the context of a rule with TOOL_ATTRS and TOOL_TOOLCHAINS.
      rule: name of the rule as people know it.
      target: the Target that `base` names, or None.

    Returns:
      An ImageInfo; None without base, and for what is not an image.
    """
    if not target:
        return None
    archive = _archive_of(target)
    return import_image(ctx, rule, archive) if archive else image_of(target)

def base_mistakes(target, label):
    """Checks the attribute `base`.

    Args:
      target: the Target that it names, or None.
      label: Label of the target with the attribute.

    Returns:
      A list of structs for `fail_on`.
    """
    if not target or _archive_of(target):
        return []
    image = image_of(target)
    if not image:
        return [not_an_image("base", target, label)]
    if not image.images:
        return []
    return [mistake(
        'Cannot build on an index: base is "{}"'.format(label_text(target.label)),
        accepted = "an image of one platform; it is built for the platform of the image on top",
        fix = "set base to the image of the index in {}".format(build_file(label)),
    )]

def _archive_of(target):
    """The only file of a target when it is a tar by its name, else None."""
    if ImageInfo in target:
        return None
    files = direct_files(target)
    is_archive = len(files) == 1 and not files[0].is_directory and files[0].basename.endswith(_ARCHIVES)
    return files[0] if is_archive else None
