"""What oci_image_index refuses at analysis."""

load("//rules:oci.bzl", "oci_image_index")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

def oci_image_index_failure_tests(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _refuses(
        name + "_no_image",
        lines = [
            "oci_image_index //rules/tests/oci_image_index:{name}_subject: Cannot make an index: there is no image",
            "\n  accepted: either images, or image together with platforms",
            "\n  fix: in rules/tests/oci_image_index/BUILD.bazel write images = [\":amd64\", \":arm64\"], or " +
            "image = \":image\" and platforms = [\"@rt//platforms:linux_amd64\"]",
        ],
    )
    _refuses(
        name + "_no_platforms",
        image = ":image",
        lines = ["Cannot make an index: image is set without platforms"],
    )
    _refuses(
        name + "_both",
        image = ":image",
        images = [":amd64"],
        lines = ["Cannot make an index: images is set beside image or platforms"],
    )
    _refuses(
        name + "_many_images_with_platforms",
        images = [":amd64", ":arm64"],
        lines = ["Cannot make an index: images is set beside image or platforms"],
        platforms = ["//platforms:linux_amd64"],
    )
    _refuses(
        name + "_all_mistakes_at_once",
        annotations = {"": "x"},
        images = [":push"],
        lines = [
            "Cannot read an image from images: \"//rules/tests/oci_image_index:push\" gives a file",
            "Cannot use a key of annotations: it is \"\"",
        ],
    )

def _refuses(name, lines, **kwargs):
    oci_image_index(
        name = name + "_subject",
        tags = ["manual"],
        **kwargs
    )
    failure_test(
        name = name + "_test",
        lines = [line.replace("{name}", name) for line in lines],
        target_under_test = name + "_subject",
    )
