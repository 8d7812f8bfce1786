"""Unit tests of the table of constraint values, and of what becomes of a platform in an image."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//rules/private/platform:platform.bzl", "constraints_for", "oci_platform", "override_platform")

visibility(["//rules/tests/..."])

def _constraints_test_impl(ctx):
    env = unittest.begin(ctx)
    for (os, architecture, variant), expected in {
        ("darwin", "arm64", ""): ["osx/aarch64"],
        ("linux", "386", ""): ["linux/i386", "linux/x86_32"],
        ("linux", "amd64", ""): ["linux/x86_64"],
        ("linux", "arm", ""): ["linux/aarch32"],
        ("linux", "arm", "v6"): [],
        ("linux", "arm", "v7"): ["linux/armv7"],
        ("linux", "arm64", ""): ["linux/aarch64"],
        ("linux", "arm64", "v8"): [],
        ("plan9", "amd64", ""): [],
        ("wasip1", "wasm", ""): ["wasi/wasm32"],
        ("windows", "amd64", ""): ["windows/x86_64"],
    }.items():
        found = ["{}/{}".format(each.os, each.cpu) for each in constraints_for(os, architecture, variant)]
        asserts.equals(env, expected, found, "/".join([os, architecture, variant]))
    return unittest.end(env)

_constraints_test = unittest.make(_constraints_test_impl)

def _platform_test_impl(ctx):
    env = unittest.begin(ctx)
    for os, cpu, expected in [
        (["linux"], ["amd64"], ("linux", "amd64", "")),
        (["linux"], ["arm/v7"], ("linux", "arm", "v7")),
        (["linux"], [], ("linux", "", "")),
        ([], ["amd64"], ("", "amd64", "")),
    ]:
        asserts.equals(env, expected, _words(oci_platform(os, cpu)))
    return unittest.end(env)

_platform_test = unittest.make(_platform_test_impl)

def _override_test_impl(ctx):
    env = unittest.begin(ctx)
    platform = oci_platform(["linux"], ["arm/v7"])
    for given, expected in {
        ("", "", ""): ("linux", "arm", "v7"),
        ("", "", "v6"): ("linux", "arm", "v6"),
        ("", "amd64", ""): ("linux", "amd64", ""),
        ("", "arm", ""): ("linux", "arm", "v7"),
        ("windows", "", ""): ("windows", "arm", "v7"),
    }.items():
        asserts.equals(env, expected, _words(override_platform(platform, *given)), str(given))
    return unittest.end(env)

_override_test = unittest.make(_override_test_impl)

def _words(platform):
    return (platform.os, platform.architecture, platform.variant)

def platform_tests(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _constraints_test(name = name + "_constraints_test")
    _platform_test(name = name + "_platform_test")
    _override_test(name = name + "_override_test")
