"""Architectures of CPUs as GOARCH names, in Debian and in Bazel."""

load("//rules/private/attributes:mistakes.bzl", "mistake")

visibility(["//rules/..."])

# By the architecture of OCI (GOARCH): what Debian calls it, and the constraint value of a CPU that has it.
_ARCHITECTURES = {
    "386": struct(cpu = "x86_32", debian = "i386"),
    "amd64": struct(cpu = "x86_64", debian = "amd64"),
    "arm": struct(cpu = "armv7", debian = "armhf"),
    "arm64": struct(cpu = "aarch64", debian = "arm64"),
    "ppc64le": struct(cpu = "ppc64le", debian = "ppc64el"),
    "riscv64": struct(cpu = "riscv64", debian = "riscv64"),
    "s390x": struct(cpu = "s390x", debian = "s390x"),
}

def debian_architecture(architecture):
    """Translates an architecture of OCI to Debian's name of it.

    Args:
      architecture: a string such as "ppc64le".

    Returns:
      A string such as "ppc64el", or None where Debian has none.
    """
    return _ARCHITECTURES[architecture].debian if architecture in _ARCHITECTURES else None

def cpu_label(architecture):
    """Finds the constraint value of the CPU with an architecture.

    Args:
      architecture: an architecture that `debian_architecture` knows.

    Returns:
      A string: a label.
    """
    return "@platforms//cpu:" + _ARCHITECTURES[architecture].cpu

def architecture_mistakes(attribute, architectures):
    """Checks that Debian has architectures.

    Args:
      attribute: name of the attribute.
      architectures: list of strings.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake(
            'Cannot find packages for "{}" of {}'.format(architecture, attribute),
            accepted = ", ".join(sorted(_ARCHITECTURES)),
        )
        for architecture in architectures
        if architecture not in _ARCHITECTURES
    ]
