"""What oci_push refuses at analysis."""

load("//rules:oci.bzl", "oci_push")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_ACCEPTED = "\n  accepted: HOST[:PORT]/NAME in lower case without tag or digest, such as \"ghcr.io/org/mnist\""

def oci_push_failure_tests(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _refuses(
        name + "_tag",
        lines = [
            "oci_push //rules/tests/oci_push:{name}_subject: Cannot push to a repository with a tag: " +
            "repository is \"localhost:5000/org/mnist:v1\"",
            _ACCEPTED,
            "\n  fix: set repository = \"localhost:5000/org/mnist\" in rules/tests/oci_push/BUILD.bazel and " +
            "remote_tags = [\"v1\"]",
        ],
        repository = "localhost:5000/org/mnist:v1",
    )
    _refuses(
        name + "_digest",
        lines = [
            "Cannot push to a repository with a digest: repository is \"ghcr.io/org/mnist@sha256:ab\"",
            _ACCEPTED,
            "\n  fix: set repository = \"ghcr.io/org/mnist\" in rules/tests/oci_push/BUILD.bazel",
        ],
        repository = "ghcr.io/org/mnist@sha256:ab",
    )
    _refuses(
        name + "_upper_case",
        lines = [
            "Cannot push to what is not a repository: repository is \"ghcr.io/Org/mnist\"",
            _ACCEPTED,
            "\n  fix: correct repository in rules/tests/oci_push/BUILD.bazel",
        ],
        repository = "ghcr.io/Org/mnist",
    )
    _refuses(
        name + "_tag_template",
        lines = [
            "Cannot use a template of tags in platform_tags: it is \"{tag}-{arch}\"",
            "\n  accepted: a tag with {tag}, {os}, {architecture}, {variant} or {platform} in it",
            "\n  fix: platform_tags = [\"{tag}-{platform}\"]",
        ],
        platform_tags = ["{tag}-{platform}", "{tag}-{arch}"],
    )
    _refuses(
        name + "_both_repositories",
        lines = [
            "Cannot choose between repository \"ghcr.io/org/mnist\" and repository_file " +
            "\"//rules/tests/oci_push:repository\"",
            "\n  accepted: one of the two",
            "\n  fix: remove one of the two in rules/tests/oci_push/BUILD.bazel",
        ],
        repository = "ghcr.io/org/mnist",
        repository_file = ":repository",
    )
    _refuses(
        name + "_all_mistakes_at_once",
        image = ":tags",
        lines = [
            "Cannot read an image from image: \"//rules/tests/oci_push:tags\" gives a file",
            "Cannot use a tag in remote_tags: it is \"a b\"",
            "Cannot use a tag in remote_tags: it is \".x\"",
            "Cannot use a tag in remote_tags: it is \"\"",
            "\n  accepted: letters, digits, \"_\", \".\" and \"-\", at most 128, not starting with \".\" or \"-\"",
            "\n  fix: remote_tags = [\"latest\"]",
        ],
        remote_tags = ["a b", ".x", ""],
    )

def _refuses(name, lines, image = ":image", **kwargs):
    oci_push(
        name = name + "_subject",
        image = image,
        tags = ["manual"],
        **kwargs
    )
    failure_test(
        name = name + "_test",
        lines = [line.replace("{name}", name) for line in lines],
        target_under_test = name + "_subject",
    )
