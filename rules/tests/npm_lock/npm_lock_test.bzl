"""Unit tests of npm_lock.bzl."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//rules/private/node:repositories/npm_lock.bzl", "closure", "dependencies", "sub_lock")

_LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"app": "1.0.0"}, "devDependencies": {"tool": "2.0.0"}},
        "node_modules/@scope/leaf": {"integrity": "sha512-leaf", "version": "3.0.0"},
        "node_modules/app": {"dependencies": {"@scope/leaf": "^3.0.0"}, "integrity": "sha512-app", "version": "1.0.0"},
        "node_modules/nest": {"dependencies": {"@scope/leaf": "^2.0.0", "app": "1.0.0"}, "version": "1.0.0"},
        "node_modules/nest/node_modules/@scope/leaf": {"dependencies": {"inner": "1.0.0"}, "version": "2.0.0"},
        "node_modules/nest/node_modules/inner": {"version": "1.0.0"},
        "node_modules/tool": {
            "dev": True,
            "integrity": "sha512-tool",
            "optionalDependencies": {"tool-arm": "2.0.0", "tool-missing": "2.0.0", "tool-x64": "2.0.0"},
            "version": "2.0.0",
        },
        "node_modules/tool-arm": {"cpu": ["arm64"], "os": ["linux"], "version": "2.0.0"},
        "node_modules/tool-x64": {
            "cpu": ["x64"],
            "dependencies": {"tool": "2.0.0"},
            "optional": True,
            "os": ["linux"],
            "version": "2.0.0",
        },
    },
}

def _closure_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, ["app"], dependencies(_LOCK))
    asserts.equals(env, ["@scope/leaf", "app"], closure(_LOCK, ["app"], "linux", "x64"))
    asserts.equals(env, ["tool", "tool-x64"], closure(_LOCK, ["tool"], "linux", "x64"), "a circle ends")
    asserts.equals(env, ["tool", "tool-arm"], closure(_LOCK, ["tool"], "linux", "arm64"))
    asserts.equals(env, ["tool"], closure(_LOCK, ["tool"], "darwin", "arm64"))
    asserts.equals(
        env,
        ["@scope/leaf", "app", "nest", "nest/node_modules/@scope/leaf", "nest/node_modules/inner"],
        closure(_LOCK, ["nest"], "linux", "x64"),
        "the version that a package has for itself comes with those that others have",
    )
    asserts.equals(env, [], closure(_LOCK, [], "linux", "x64"))
    return unittest.end(env)

_closure_test = unittest.make(_closure_test_impl)

def _sub_lock_test_impl(ctx):
    env = unittest.begin(ctx)
    cut = sub_lock(_LOCK, ["tool", "tool-x64"])
    asserts.equals(env, {"tool": "2.0.0", "tool-x64": "2.0.0"}, cut["package"]["dependencies"])
    asserts.equals(env, 3, cut["lock"]["lockfileVersion"])
    asserts.equals(env, ["", "node_modules/tool", "node_modules/tool-x64"], cut["lock"]["packages"].keys())
    asserts.equals(
        env,
        {"integrity": "sha512-tool", "version": "2.0.0"},
        cut["lock"]["packages"]["node_modules/tool"],
        "hashes stay, and nothing lets npm skip a package",
    )
    nested = sub_lock(_LOCK, closure(_LOCK, ["nest"], "linux", "x64"))
    asserts.equals(env, ["@scope/leaf", "app", "nest"], nested["package"]["dependencies"].keys())
    asserts.true(env, "node_modules/nest/node_modules/@scope/leaf" in nested["lock"]["packages"])
    return unittest.end(env)

_sub_lock_test = unittest.make(_sub_lock_test_impl)

def npm_lock_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite.
    """
    _closure_test(
        name = "closure_test",
        size = "small",
    )
    _sub_lock_test(
        name = "sub_lock_test",
        size = "small",
    )
    native.test_suite(
        name = name,
        tests = [
            "closure_test",
            "sub_lock_test",
        ],
    )
