"""What oci_image refuses at analysis."""

load("//rules:oci.bzl", "oci_image")
load("//rules:transitions.bzl", "platform_transition_filegroup")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

def oci_image_failure_tests(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _refuses(
        name + "_not_a_tar",
        lines = [
            "oci_image //rules/tests/oci_image:{name}_subject: Cannot use a file in tars as a layer: " +
            "\"//rules/tests/oci_image:BUILD.bazel\" gives \"BUILD.bazel\"",
            "\n  accepted: tar, weights_layer, or files with the extension .tar, .tar.gz, .tgz, .tar.zst, .tzst",
            "\n  fix: pack it with tar(...) and list that target in tars",
        ],
        tars = ["BUILD.bazel"],
    )
    _refuses(
        name + "_base_with_two_files",
        base = ":analysis_tests_two_files",
        lines = [
            "Cannot read an image from base: \"//rules/tests/oci_image:analysis_tests_two_files\" gives 2 files",
            "\n  accepted: an oci_image, an oci_image_index, a platform_transition_filegroup of one of these, or one " +
            "directory in the OCI image layout",
            "\n  fix: set base to one image in rules/tests/oci_image/BUILD.bazel",
        ],
    )
    _refuses(
        name + "_base_is_a_file",
        base = ":cmd",
        lines = ["Cannot read an image from base: \"//rules/tests/oci_image:cmd\" gives a file"],
    )
    _refuses(
        name + "_base_is_an_index",
        base = "//rules/tests/oci_image_index:of_images",
        lines = [
            "Cannot build on an index: base is \"//rules/tests/oci_image_index:of_images\"",
            "\n  accepted: an image of one platform; it is built for the platform of the image on top",
            "\n  fix: set base to the image of the index in rules/tests/oci_image/BUILD.bazel",
        ],
    )
    _refuses(
        name + "_all_mistakes_at_once",
        env = {"A=B": "x"},
        exposed_ports = ["http", "70000", "80/http"],
        labels = {"": "x"},
        lines = [
            "Cannot use a key of env: it is \"A=B\"",
            "Cannot use a key of labels: it is \"\"",
            "Cannot expose an invalid port: it is \"http\"",
            "Cannot expose an invalid port: it is \"70000\"",
            "Cannot expose an invalid port: it is \"80/http\"",
            "Cannot use a relative path in volumes: it is \"data\"",
            "\n  fix: volumes = [\"/data\"]",
            "Cannot use a relative path in workdir: it is \"work\"",
            "\n  fix: workdir = \"/work\"",
        ],
        volumes = ["data"],
        workdir = "work",
    )
    _refuses(
        name + "_what_engines_refuse",
        cmd = ["--config=$(rlocationpath :cmd)"],
        entrypoint = ["", "$(location :cmd)"],
        env = {"A": "$$(location :cmd)", "B": "$(date)", "CONFIG": "/etc:$(location :cmd)"},
        lines = [
            "Cannot use $(location) in entrypoint: it has \"$(location :cmd)\"",
            "\n  fix: write the path that the file has in the image, or give a file of words, made by expand_template",
            "Cannot start a program without a name: the first word of entrypoint is empty",
            "Cannot use $(location) in cmd: it has \"--config=$(rlocationpath :cmd)\"",
            "Cannot use $(location) in env: CONFIG is \"/etc:$(location :cmd)\"",
            "\n  fix: write the path that the file has in the image, or give a file of lines, made by expand_template",
            "Cannot run as user: it is \"2147483648:1\"",
            "Cannot make the root of the image a volume: volumes has \"/\"",
        ],
        user = "2147483648:1",
        volumes = ["/"],
    )
    platform_transition_filegroup(
        name = name + "_unknown_platform_filegroup",
        srcs = [":of_platform"],
        tags = ["manual"],
        target_platform = ":unknown",
    )
    failure_test(
        name = name + "_unknown_platform_test",
        lines = [
            "oci_image //rules/tests/oci_image:of_platform: Cannot tell the os of the image",
            "Cannot tell the architecture of the image: the target platform has no constraint value that rt knows",
            "\n  accepted: a platform with values of @platforms//os and @platforms//cpu, such as " +
            "@rt//platforms:linux_amd64",
            "\n  fix: set architecture = \"amd64\" in rules/tests/oci_image/BUILD.bazel",
        ],
        target_under_test = name + "_unknown_platform_filegroup",
    )

def _refuses(name, lines, **kwargs):
    oci_image(
        name = name + "_subject",
        architecture = "amd64",
        os = "linux",
        tags = ["manual"],
        **kwargs
    )
    failure_test(
        name = name + "_test",
        lines = [line.replace("{name}", name) for line in lines],
        target_under_test = name + "_subject",
    )
