"""What Debian's packages of CPython are called, and which of the packages that they name are needed."""

load("//rules/private/attributes:mistakes.bzl", "mistake")
load("//rules/private/deb:debian_architecture.bzl", "cpu_label")
load("//rules/private/deb:repositories/build_text.bzl", "target_text")
load("//rules/private/deb:repositories/deb_locks.bzl", "archive_repository", "packages_for")
load(":python_versions.bzl", "is_python_version", "python_minor")

visibility(["//rules/..."])

# By version of Python: the release that has it.
PYTHON_SUITES = {
    "3.11": "bookworm",
    "3.13": "trixie",
    "3.14": "forky",
    "3.9": "bullseye",
}

# Architectures of machines that run actions.
_EXEC_ARCHITECTURES = ["amd64", "arm64"]

# Names that the generated repository needs for itself.
_RESERVED = ["compiled", "database", "layers", "lock", "runner"]

def interpreter_mistakes(name, version, suite, names):
    """Checks what is said of an interpreter.

    Args:
      name: name of the repository.
      version: the version of Python.
      suite: the release to take it from, or empty.
      names: dict whose keys are the names of other interpreters.

    Returns:
      A list of structs made by `mistake`.
    """
    return (
        ([mistake(
            "Cannot declare two repositories with the same name",
            accepted = "a name that no other python.interpreter has, in all modules: not " + ", ".join(names),
        )] if name in names else []) +
        ([mistake(
            'Cannot call an interpreter "{}"'.format(name),
            accepted = "a name that its repository does not use itself: not " + ", ".join(_RESERVED),
        )] if name in _RESERVED else []) +
        _version_mistakes(version, suite)
    )

def _version_mistakes(version, suite):
    if not is_python_version(version) or version != python_minor(version):
        return [mistake(
            'Cannot use "{}" as a version of Python'.format(version),
            accepted = 'two numbers, such as "3.11": what comes after them is that of the release, and is in the lock',
        )]
    if suite or version in PYTHON_SUITES:
        return []
    return [mistake(
        "Cannot tell which release has Python " + version,
        accepted = ", ".join([
            "{} ({})".format(known, PYTHON_SUITES[known])
            for known in sorted(PYTHON_SUITES, key = _minor)
        ]) + ", or another with suite and mirrors",
    )]

def _minor(version):
    return int(version.partition(".")[2])

def python_packages(version):
    """Lists the packages that an image with a Python has, without what they need.

    Args:
      version: a string such as "3.11".

    Returns:
      A list of names.
    """
    return [
        # Directories such as /tmp, and /etc/os-release, by which scanners know the release.
        "base-files",
        "ca-certificates",
        "libpython{}-stdlib".format(version),
        # Wheels may count on it (the manylinux profiles), and many do.
        "libstdc++6",
        "media-types",
        "netbase",
        "python{}-minimal".format(version),
        "tzdata",
    ]

def excluded_from_python(version):
    """Lists what these packages name and Python does not need, as `exclude` of apt.install.

    It is left out for these packages only: what else is installed gets what it needs.

    Args:
      version: a string such as "3.11".

    Returns:
      A list of strings.
    """
    stdlib = "libpython{}-stdlib".format(version)

    # Programs that scripts of packages call.
    scripts = ["base-files/awk", "ca-certificates/debconf", "ca-certificates/openssl", "tzdata/debconf"]

    # Modules for terminals and for old databases.
    modules = [
        "{}/{}".format(stdlib, name)
        for name in [
            "libdb5.3",
            "libdb5.3t64",
            "libncursesw6",
            "libnsl2",
            "libreadline8",
            "libreadline8t64",
            "libtinfo6",
            "libtirpc3",
        ]
    ]
    others = ["libc6/libc-gconv-modules-extra", "libssl1.1/debconf", "libssl3t64/openssl-provider-legacy"]
    return sorted(scripts + modules + others)

def unused_paths(packages):
    """Lists what no Python needs of these packages, as `path_exclude` of deb_layer.

    Args:
      packages: the packages that are wanted beside Python.

    Returns:
      A list of strings.
    """

    # The C library's conversions of character sets: Python has its own. Newer releases have a package of most of them.
    wants_them = any([package.startswith("libc-gconv-modules-extra") for package in packages])
    return [] if wants_them else ["/usr/lib/*-linux-gnu*/gconv", "/usr/lib/*-linux-gnu*/gconv/*"]

def upstream_version(version):
    """Finds the version of a program in that of its package.

    Args:
      version: a string such as "3.11.2-6+deb12u9".

    Returns:
      The numbers that it begins with, such as "3.11.2".
    """
    text = version.rpartition(":")[2]
    for index in range(len(text)):
        if not text[index].isdigit() and text[index] != ".":
            return text[:index].rstrip(".")
    return text

def interpreter_targets(name, version, packages, architectures, compress):
    """Writes the targets of an interpreter.

    Args:
      name: name of the repository, and of its main target.
      version: a string such as "3.11".
      packages: list of dicts of the lock.
      architectures: list of architectures (GOARCH names).
      compress: compression of layers.

    Returns:
      A string for a BUILD file that loads `python_interpreter`, `interpreter_layer` and `python_runner`.
    """
    by_architecture = {architecture: packages_for(packages, architecture) for architecture in architectures}
    program = "python{}-minimal".format(version)
    return "\n".join([
        target_text(
            "python_interpreter",
            name = name,
            layers = [":layers", ":compiled"],
            libc_version = _versions(by_architecture, "libc6"),
            path = "/usr/bin/python" + version,
            runner = ":runner",
            version = _versions(by_architecture, program),
        ),
        target_text(
            "interpreter_layer",
            name = "compiled",
            compress = compress,
            debs = _debs(name, by_architecture),
            runner = ":runner",
            version = _versions(by_architecture, program),
        ),
        target_text("python_runner", name = "runner", debs = _debs(name, by_architecture, _EXEC_ARCHITECTURES)),
    ])

def _versions(by_architecture, package):
    """The version of a program for the target platform: one text where all architectures have the same."""
    versions = {
        cpu_label(architecture): upstream_version(packages[package]["version"])
        for architecture, packages in by_architecture.items()
    }
    first = versions.values()[0]
    if all([version == first for version in versions.values()]):
        return first
    return struct(text = "select({})".format(repr(versions)))

def _debs(name, by_architecture, architectures = None):
    """The packages for a CPU; none where the lock has none for it, or it is not among `architectures`."""
    choices = {
        cpu_label(architecture): [
            "@{}//:{}".format(
                archive_repository(name, architecture, package["name"]),
                package["files"][architecture]["file"].rpartition("/")[2],
            )
            for package in packages.values()
        ]
        for architecture, packages in by_architecture.items()
        if not architectures or architecture in architectures
    }
    return struct(text = "select({})".format(repr(choices | {"//conditions:default": []})))
