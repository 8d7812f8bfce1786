"""Unit tests of debian_python.bzl."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load(
    "//rules/private/python:repositories/debian_python.bzl",
    "excluded_from_python",
    "interpreter_mistakes",
    "interpreter_targets",
    "python_packages",
    "unused_paths",
    "upstream_version",
)

def _messages(*args):
    return [(one.message, one.accepted) for one in interpreter_mistakes(*args)]

def _mistakes_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, [], _messages("python_3_11", "3.11", "", {"python_3_9": None}))
    asserts.equals(env, [], _messages("python_3_12", "3.12", "noble", {}))
    asserts.equals(env, [(
        "Cannot tell which release has Python 3.12",
        "3.9 (bullseye), 3.11 (bookworm), 3.13 (trixie), 3.14 (forky), or another with suite and mirrors",
    )], _messages("python_3_12", "3.12", "", {}))
    for version in ["3", "2.7", "3.11.2", "three"]:
        asserts.equals(env, [(
            'Cannot use "{}" as a version of Python'.format(version),
            'two numbers, such as "3.11": what comes after them is that of the release, and is in the lock',
        )], _messages("python", version, "", {}))
    asserts.equals(env, [
        (
            "Cannot declare two repositories with the same name",
            "a name that no other python.interpreter has, in all modules: not lock, other",
        ),
        (
            'Cannot call an interpreter "lock"',
            "a name that its repository does not use itself: not compiled, database, layers, lock, runner",
        ),
    ], _messages("lock", "3.11", "", {"lock": None, "other": None}))
    return unittest.end(env)

_mistakes_test = unittest.make(_mistakes_test_impl)

def _packages_test_impl(ctx):
    env = unittest.begin(ctx)
    packages = python_packages("3.11")
    asserts.true(env, "python3.11-minimal" in packages and "libpython3.11-stdlib" in packages)
    excluded = excluded_from_python("3.11")
    asserts.equals(env, sorted(excluded), excluded)
    asserts.true(env, "libpython3.11-stdlib/libreadline8" in excluded)
    asserts.equals(env, [], [name for name in excluded if "/" not in name], "others get what they need")
    asserts.true(env, "/usr/lib/*-linux-gnu*/gconv/*" in unused_paths(["libgomp1"]))
    asserts.equals(env, [], unused_paths(["libc-gconv-modules-extra"]))
    for version, upstream in {
        "1:3.13.5-2": "3.13.5",
        "2.36": "2.36",
        "3.11.2-6+deb12u9": "3.11.2",
        "3.14.0~rc3-1": "3.14.0",
    }.items():
        asserts.equals(env, upstream, upstream_version(version))
    return unittest.end(env)

_packages_test = unittest.make(_packages_test_impl)

def _package(name, version, architectures):
    return {
        "files": {
            architecture: {"file": "pool/{}_{}_{}.deb".format(name, version, architecture)}
            for architecture in architectures
        },
        "name": name,
        "version": version,
    }

_PACKAGES = [
    _package("libc6", "2.36-9", ["amd64", "arm64", "riscv64"]),
    _package("python3.11-minimal", "3.11.2-6", ["amd64", "riscv64"]),
    _package("python3.11-minimal", "3.11.4-1", ["arm64"]),
]

def _targets_test_impl(ctx):
    env = unittest.begin(ctx)
    text = interpreter_targets("python", "3.11", _PACKAGES, ["amd64", "arm64", "riscv64"], "zstd")
    for line in [
        "python_interpreter(",
        '    name = "python",',
        '    layers = [":layers", ":compiled"],',
        '    libc_version = "2.36",',
        '    path = "/usr/bin/python3.11",',
        '    runner = ":runner",',
        '    version = select({"@platforms//cpu:x86_64": "3.11.2", "@platforms//cpu:aarch64": "3.11.4", ' +
        '"@platforms//cpu:riscv64": "3.11.2"}),',
        "interpreter_layer(",
        '    name = "compiled",',
        '    compress = "zstd",',
        "python_runner(",
        '    debs = select({"@platforms//cpu:x86_64": ["@python_amd64_libc6//:libc6_2.36-9_amd64.deb", ' +
        '"@python_amd64_python3.11-minimal//:python3.11-minimal_3.11.2-6_amd64.deb"], ' +
        '"@platforms//cpu:aarch64": ["@python_arm64_libc6//:libc6_2.36-9_arm64.deb", ' +
        '"@python_arm64_python3.11-minimal//:python3.11-minimal_3.11.4-1_arm64.deb"], "//conditions:default": []}),',
    ]:
        asserts.true(env, line in text.split("\n"), line)
    return unittest.end(env)

_targets_test = unittest.make(_targets_test_impl)

def debian_python_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite.
    """
    unittest.suite(name, _mistakes_test, _packages_test, _targets_test)
