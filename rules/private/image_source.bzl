"""Reads images from targets: rt's own, and OCI layout directories of other rule sets."""

load("//rules/private:mistakes.bzl", "mistake")
load("//rules/private/providers:image_info.bzl", "ImageInfo")

visibility(["//rules/..."])

def image_of(target):
    """Finds the image of a target.

    Args:
      target: a Target with ImageInfo, or whose only default output is a directory in the OCI image layout. A source
        directory cannot be told from a source file here: the tool says so when it is none.

    Returns:
      An ImageInfo, or None when the target is no image.
    """
    if ImageInfo in target:
        return target[ImageInfo]
    files = direct_files(target)
    if len(files) != 1 or not (files[0].is_directory or files[0].is_source):
        return None
    runfiles = target[DefaultInfo].default_runfiles  # None for a source directory
    return ImageInfo(
        blobs = runfiles.files if runfiles else depset(),
        digest = None,
        layer_sets = depset(),
        layout = files[0],
        sources = depset(),
    )

def not_an_image(attribute, target):
    """The mistake of a target that should have been an image.

    Args:
      attribute: name of the attribute.
      target: the Target.

    Returns:
      A struct for `fail_on`.
    """
    return mistake(
        'Cannot read an image from {}: "{}" gives {} default outputs'.format(
            attribute,
            target.label,
            len(direct_files(target)),
        ) if len(direct_files(target)) != 1 else 'Cannot read an image from {}: "{}" is a file'.format(
            attribute,
            target.label,
        ),
        accepted = "an oci_image, an oci_image_index, a platform_transition_filegroup of one of these, or one directory " +
                   "in the OCI image layout",
        fix = "set {} to one image".format(attribute),
    )

def direct_files(target):
    """Lists the default outputs of one direct dependency: an image or a few archives, never a large set.

    Args:
      target: a Target.

    Returns:
      A list of File.
    """
    return target[DefaultInfo].files.to_list()

def image_files(image):
    """Everything that reading an image needs.

    Args:
      image: an ImageInfo.

    Returns:
      A depset of File.
    """
    return depset([image.layout], transitive = [image.layer_sets, image.blobs, image.sources])
