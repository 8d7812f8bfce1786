"""Reads images from targets: rt's own, and OCI layout directories of other rule sets."""

load("//rules/private/arguments:argument_lines.bzl", "runfiles_key")
load("//rules/private/attributes:mistakes.bzl", "build_file", "label_text", "mistake")
load("//rules/private/layer:layer_inputs.bzl", "direct_files")
load(":image_info.bzl", "ImageInfo")

visibility(["//rules/..."])

def image_of(target):
    """Finds the image of a target.

    Args:
      target: a Target with ImageInfo, or with one directory in the OCI image layout: its only default output, else its
        output group `oci_layout`. A source directory cannot be told from a source file here: the tool says so when it
        is none.

    Returns:
      An ImageInfo, or None when the target is not an image.
    """
    if ImageInfo in target:
        return target[ImageInfo]
    layout = _layout_of(target)
    if not layout:
        return None
    runfiles = target[DefaultInfo].default_runfiles  # None for a source directory
    return ImageInfo(
        blobs = runfiles.files if runfiles else depset(),
        digest = None,
        images = [],
        layer_sets = depset(),
        layout = layout,
        sources = depset(),
    )

def _layout_of(target):
    files = direct_files(target)
    if len(files) == 1 and (files[0].is_directory or files[0].is_source):
        return files[0]
    group = getattr(target[OutputGroupInfo], "oci_layout", depset()) if OutputGroupInfo in target else depset()
    layouts = group.to_list()
    return layouts[0] if len(layouts) == 1 and layouts[0].is_directory else None

def not_an_image(attribute, target, label):
    """The mistake of a target that should have been an image.

    Args:
      attribute: name of the attribute.
      target: the Target that it names.
      label: Label of the target with the attribute.

    Returns:
      A struct for `fail_on`.
    """
    count = len(direct_files(target))
    return mistake(
        'Cannot read an image from {}: "{}" gives {}'.format(
            attribute,
            label_text(target.label),
            "a file" if count == 1 else "{} files".format(count),
        ),
        accepted = "an oci_image, an oci_image_index, a platform_transition_filegroup of one of these, or one " +
                   "directory " +
                   "in the OCI image layout",
        fix = "set {} to one image in {}".format(attribute, build_file(label)),
    )

def scoped_images(image):
    """Lists the images that an image or an index consists of, with the scopes of their files.

    Args:
      image: an ImageInfo.

    Returns:
      A list of structs: image (ImageInfo) and scope (string: empty for an image, else the directory in the runfiles
      that holds its files).
    """
    if not image.images:
        return [struct(image = image, scope = "")]
    root = runfiles_key(image.layout) + ".images/"
    return [struct(image = each.image, scope = root + each.scope) for each in image.images]

def flatten_images(images):
    """Lists the images of an index, those of nested indexes among them.

    Args:
      images: list of ImageInfo.

    Returns:
      The value of `ImageInfo.images`.
    """
    flat = []
    for index, image in enumerate(images):
        if image.images:
            flat.append(struct(image = _layout_only(image), scope = str(index)))
            flat += [struct(image = each.image, scope = "{}/{}".format(index, each.scope)) for each in image.images]
        else:
            flat.append(struct(image = image, scope = str(index)))
    return flat

def _layout_only(index):
    """A nested index without its images: the links of the outer one lead through its layout."""
    return ImageInfo(
        blobs = depset(),
        digest = index.digest,
        images = [],
        layer_sets = depset(),
        layout = index.layout,
        sources = depset(),
    )

def image_files(image):
    """Everything that reading an image or an index needs.

    Args:
      image: an ImageInfo.

    Returns:
      A depset of File.
    """
    parts = [image] + [each.image for each in image.images]
    return depset(
        [image.layout],
        transitive = [files for part in parts for files in [part.layer_sets, part.blobs, part.sources]],
    )

def image_runfiles(ctx, image, files = []):
    """Everything that a program needs which reads an image or an index.

    The files of an index's images are listed here one by one, because each needs a place of its own.

    Args:
      ctx: the rule context.
      image: an ImageInfo.
      files: list of further File.

    Returns:
      runfiles.
    """
    if not image.images:
        return ctx.runfiles(files, transitive_files = image_files(image))
    return ctx.runfiles(
        files + [image.layout],
        root_symlinks = {
            "{}/{}".format(each.scope, runfiles_key(file)): file
            for each in scoped_images(image)
            for file in image_files(each.image).to_list()
        },
    )
