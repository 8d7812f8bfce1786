"""What oci_load refuses at analysis."""

load("//rules:oci.bzl", "oci_load")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

def oci_load_failure_tests(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    oci_load(
        name = name + "_subject",
        image = ":tags",
        repo_tags = [
            "Org/Mnist",
            "mnist:",
            "mnist@sha256:ab",
            "fine:latest",
        ],
        tags = ["manual"],
    )
    failure_test(
        name = name + "_all_mistakes_at_once_test",
        lines = [
            "oci_load //rules/tests/oci_load:{}_subject: Cannot read an image from image: ".format(name) +
            "\"//rules/tests/oci_load:tags\" gives a file",
            "\n  fix: set image to one image in rules/tests/oci_load/BUILD.bazel",
            "Cannot name an image in repo_tags: the name is \"Org/Mnist\"",
            "\n  fix: repo_tags = [\"org/mnist\"]",
            "Cannot name an image in repo_tags: the name is \"mnist:\"",
            "Cannot name an image in repo_tags: the name is \"mnist@sha256:ab\"",
            "\n  accepted: [HOST[:PORT]/]NAME[:TAG] in lower case without digest, such as \"org/mnist:latest\"",
        ],
        target_under_test = name + "_subject",
    )
