"""Unit tests of deb_locks.bzl and of what fetch_deb.bzl computes."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load(
    "//rules/private/deb:repositories/deb_locks.bzl",
    "archive_repository",
    "closure",
    "decode_deb_lock",
    "package_name",
    "packages_for",
    "split_groups",
)
load("//rules/private/deb:repositories/fetch_deb.bzl", "mirror_roots")

_REQUEST = {"architectures": ["amd64"], "suite": "bookworm"}

_PACKAGES = [
    {"dependsOn": ["libc6", "libfoo"], "files": {"amd64": {}, "arm64": {}}, "name": "app", "version": "1"},
    {"dependsOn": ["libfoo"], "files": {"amd64": {}, "arm64": {}}, "name": "libc6", "version": "2"},
    {"dependsOn": ["libc6"], "files": {"amd64": {}}, "name": "libfoo", "version": "3"},
    {"files": {"arm64": {}}, "name": "libfoo", "version": "3+b1"},
    {"dependsOn": [], "files": {"amd64": {}, "arm64": {}}, "name": "tzdata", "version": "4"},
]

def _decode_test_impl(ctx):
    env = unittest.begin(ctx)
    lock = {"lockVersion": 1, "packages": _PACKAGES, "request": _REQUEST}
    good = decode_deb_lock(json.encode(lock), "a/b.json", "@debian//:lock", _REQUEST)
    asserts.equals(env, None, good.problem)
    asserts.equals(env, _PACKAGES, good.packages)
    for text, message in {
        "[]": "Cannot read a/b.json as a lock file",
        "no JSON": "Cannot read a/b.json as a lock file",
        json.encode(lock | {"lockVersion": 2}): "Cannot read a/b.json as a lock file",
        json.encode(lock | {"request": _REQUEST | {"suite": "sid"}}): "Cannot use a/b.json, which is out of date: " +
                                                                      'suite was "sid" and is "bookworm"',
        json.encode({"lockVersion": 1, "packages": []}): "Cannot use a/b.json, which is out of date: architectures " +
                                                         'was null and is ["amd64"]; suite was null and is "bookworm"',
    }.items():
        bad = decode_deb_lock(text, "a/b.json", "@debian//:lock", _REQUEST)
        asserts.equals(env, message, bad.problem.message)
        asserts.equals(env, "bazel run @debian//:lock", bad.problem.fix)
        asserts.equals(env, [], bad.packages)
    missing = decode_deb_lock(None, "a/b.json", "@debian//:lock", _REQUEST)
    asserts.equals(env, "Cannot use packages that are not locked: a/b.json does not exist", missing.problem.message)
    return unittest.end(env)

_decode_test = unittest.make(_decode_test_impl)

def _packages_test_impl(ctx):
    env = unittest.begin(ctx)
    amd64 = packages_for(_PACKAGES, "amd64")
    arm64 = packages_for(_PACKAGES, "arm64")
    asserts.equals(env, "3", amd64["libfoo"]["version"])
    asserts.equals(env, "3+b1", arm64["libfoo"]["version"])
    asserts.equals(env, {}, packages_for(_PACKAGES, "riscv64"))
    asserts.equals(env, ["app", "libc6", "libfoo"], closure(amd64, ["app"]), "a circle ends")
    asserts.equals(env, [], closure(amd64, ["unknown"]))
    return unittest.end(env)

_packages_test = unittest.make(_packages_test_impl)

def _groups_test_impl(ctx):
    env = unittest.begin(ctx)
    amd64 = packages_for(_PACKAGES, "amd64")
    asserts.equals(env, {"rest": ["app", "libc6", "libfoo", "tzdata"]}, split_groups(amd64, {}))
    asserts.equals(
        env,
        {"libc": ["libc6", "libfoo"], "rest": ["tzdata"], "top": ["app"]},
        split_groups(amd64, {"libc": ["libc6"], "again": ["libfoo"], "top": ["app"]}),
    )
    asserts.equals(
        env,
        ["libc", "top", "rest"],
        split_groups(amd64, {"libc": ["libc6"], "top": ["app"]}).keys(),
        "bottom first",
    )
    return unittest.end(env)

_groups_test = unittest.make(_groups_test_impl)

def _names_test_impl(ctx):
    env = unittest.begin(ctx)
    for wanted in ["libssl3", "libssl3=3.0.15-1", "libssl3 (>= 3.0)", "libssl3(>=3.0)"]:
        asserts.equals(env, "libssl3", package_name(wanted))
    asserts.equals(env, "debian_amd64_libstdc__6", archive_repository("debian", "amd64", "libstdc++6"))
    roots = mirror_roots(["https://a/debian/ x y", "http://b"], "http://c")
    asserts.equals(env, ["https://a/debian", "http://b"], roots)
    asserts.equals(env, ["http://c", "http://d"], mirror_roots([], "http://c/ sid, http://d,"))
    asserts.equals(env, [], mirror_roots([], None))
    return unittest.end(env)

_names_test = unittest.make(_names_test_impl)

def deb_locks_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite.
    """
    unittest.suite(name, _decode_test, _packages_test, _groups_test, _names_test)
