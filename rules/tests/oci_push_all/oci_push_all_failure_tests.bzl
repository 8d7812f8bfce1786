"""What oci_push_all refuses at analysis."""

load("//rules:oci.bzl", "oci_push_all")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_ACCEPTED = "\n  accepted: targets of oci_push and oci_push_all"

def oci_push_all_failure_tests(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _refuses(
        name + "_nothing",
        lines = [
            "oci_push_all //rules/tests/oci_push_all:{name}_subject: Cannot push nothing: pushes is empty",
            _ACCEPTED,
            "\n  fix: set pushes = [\":push\"] in rules/tests/oci_push_all/BUILD.bazel",
        ],
        pushes = [],
    )
    _refuses(
        name + "_all_mistakes_at_once",
        lines = [
            "Cannot push \"//rules/tests/oci_push_all:image\" with others: it is no oci_push",
            _ACCEPTED,
            "\n  fix: name an oci_push of it in rules/tests/oci_push_all/BUILD.bazel",
            "Cannot use a tag in remote_tags: it is \".x\"",
            "Cannot push to an invalid registry in registries: it is \"ghcr.io/org\"",
            "\n  accepted: HOST[:PORT], such as \"ghcr.io\"",
            "\n  fix: registries = [\"ghcr.io\"]",
        ],
        pushes = [":image", ":push_a"],
        registries = ["ghcr.io/org"],
        remote_tags = [".x"],
    )

def _refuses(name, lines, **kwargs):
    oci_push_all(
        name = name + "_subject",
        tags = ["manual"],
        **kwargs
    )
    failure_test(
        name = name + "_test",
        lines = [line.replace("{name}", name) for line in lines],
        target_under_test = name + "_subject",
    )
