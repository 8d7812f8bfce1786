"""Unit tests of pip_locks.bzl and pip_tags.bzl, and of the target that refreshes a lock."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts", "unittest")
load("//rules/private/python:pip_lock.bzl", "pip_lock")
load(
    "//rules/private/python:repositories/pip_locks.bzl",
    "decode_pip_lock",
    "group_members",
    "is_foreign_lock",
    "missing_members",
    "requirement_name",
    "wheel_repositories",
)
load("//rules/private/python:repositories/pip_tags.bzl", "pip_mistakes")
load("//rules/tests/support:actions.bzl", "run_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_PURE = {"file": "app-1-py3-none-any.whl", "sha256": "a", "size": 1}

_PACKAGES = [
    {"dependsOn": ["fast"], "files": {"amd64": _PURE, "arm64": _PURE}, "name": "app", "version": "1"},
    {"files": {"amd64": _PURE | {"file": "x"}, "arm64": _PURE | {"file": "y"}}, "name": "fast", "version": "2"},
    {"files": {"arm64": _PURE}, "name": "only-arm", "version": "3"},
]

# What another tool's lock has of a file: hashes of all architectures, and those of one.
_ALIKE = {"hashes": ["b", "c"]}
_ONE = {"hashes": ["b"]}

def _lock_test_impl(ctx):
    env = unittest.begin(ctx)
    good = decode_pip_lock(json.encode({"lockVersion": 1, "packages": _PACKAGES}), "a.json", "@deps//:lock")
    asserts.equals(env, None, good.problem)
    asserts.equals(env, _PACKAGES, good.packages)
    for text in ["[]", "<<<<<<< ours", '{"lockVersion": 2, "packages": []}'] + [
        json.encode({"lockVersion": 1, "packages": [package]})
        for package in [
            "app",
            {"files": {}, "version": "1"},
            {"files": {}, "name": "", "version": "1"},
            {"files": [], "name": "app", "version": "1"},
            {"files": {}, "name": "../app", "version": "1"},
            {"files": {}, "name": "app", "version": "1\n--index-url"},
            {"files": {"a/b": _PURE}, "name": "app", "version": "1"},
            {"files": {"amd64": "x"}, "name": "app", "version": "1"},
            {"files": {"amd64": _ONE}, "name": "app", "version": "1"},
            {"files": {"amd64": _PURE | {"size": "1"}}, "name": "app", "version": "1"},
        ]
    ]:
        bad = decode_pip_lock(text, "a.json", "@deps//:lock")
        asserts.equals(env, [], bad.packages)
        asserts.equals(env, "Cannot read a.json as a lock file", bad.problem.message)
        asserts.equals(env, "bazel run @deps//:lock", bad.problem.fix)
    missing = decode_pip_lock(None, "a.json", "@deps//:lock")
    asserts.equals(env, "Cannot use wheels that are not locked: a.json does not exist", missing.problem.message)
    asserts.equals(
        env,
        ["deps__app", "deps__fast_amd64", "deps__fast_arm64", "deps__only_arm_arm64"],
        sorted(wheel_repositories("deps", _PACKAGES)),
        "one repository of what is the same for both",
    )
    for entry, names in [(_ALIKE, ["deps__a_amd64", "deps__a_arm64"]), (_ONE, ["deps__a"])]:
        package = {"files": {"amd64": entry, "arm64": entry}, "name": "a", "version": "1"}
        asserts.equals(env, names, sorted(wheel_repositories("deps", [package])), str(entry))
    asserts.equals(env, ["app", "fast"], group_members(_PACKAGES, "amd64", ["App[extra]>=1"]))
    asserts.equals(env, ["only-arm"], group_members(_PACKAGES, "arm64", ["only_arm"]))
    asserts.equals(env, ["none"], missing_members(_PACKAGES, ["app", "none"]))
    for text in ["Scikit_Learn", "scikit.learn[x]>1", " scikit-learn ; python_version > '3'", "scikit-learn==1"]:
        asserts.equals(env, "scikit-learn", requirement_name(text))
    for name, foreign in {"a.json": False, "pylock.toml": True, "r.txt": True}.items():
        asserts.equals(env, foreign, is_foreign_lock(name))
    return unittest.end(env)

_lock_test = unittest.make(_lock_test_impl)

def _tag(**changes):
    attributes = {
        "architectures": ["amd64"],
        "bentofile": None,
        "conda": None,
        "exclude": [],
        "glibc": "2.31",
        "groups": {},
        "lock": Label("//:deps.lock.json"),
        "name": "deps",
        "packages": ["numpy"],
        "python": "3.11",
        "requirements": [],
        "wheels": [],
    }
    return struct(**(attributes | changes))

def _tags_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, [], pip_mistakes(_tag(), {}))
    asserts.equals(env, [], pip_mistakes(_tag(lock = Label("//:pylock.toml"), packages = []), {}))
    for message, tag in {
        "Cannot install nothing": _tag(packages = []),
        "Cannot lock wheels for no architecture": _tag(architectures = []),
        "Cannot use packages beside a lock file that another tool has made": _tag(lock = Label("//:r.txt")),
        'Cannot find wheels for "s390x" of architectures': _tag(architectures = ["s390x"]),
        'Cannot name a group "."': _tag(groups = {".": ["a"]}),
        'Cannot name a group "a/b"': _tag(groups = {"a/b": ["a"]}),
        'Cannot name a group "deps"': _tag(groups = {"deps": ["a"]}),
        'Cannot name a group "lock"': _tag(groups = {"lock": ["a"]}),
        'Cannot read "<2" of packages as a requirement': _tag(packages = ["<2"]),
        'Cannot read ">1" of groups["web"] as a requirement': _tag(groups = {"web": [">1"]}),
        'Cannot read "[x]" of exclude as a requirement': _tag(exclude = ["[x]"]),
        'Cannot use "deps.lock" as a lock file': _tag(lock = Label("//:deps.lock")),
        'Cannot use "r.txt": it is in another module than the lock file': _tag(
            requirements = [Label("@platforms//:r.txt")],
        ),
        'Cannot use glibc = "3"': _tag(glibc = "3"),
        'Cannot use python = "2.7"': _tag(python = "2.7"),
    }.items():
        mistakes = pip_mistakes(tag, {})
        asserts.equals(env, [message], [one.message for one in mistakes])
        asserts.true(env, mistakes[0].accepted, "says what is accepted")
    twice = pip_mistakes(_tag(), {"deps": None})
    asserts.equals(env, ["Cannot declare two repositories with the same name"], [one.message for one in twice])
    return unittest.end(env)

_tags_test = unittest.make(_tags_test_impl)

def _run_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, [
        "lock",
        "wheels",
        "--context=pip.install //rules/tests/pip:" + analysistest.target_under_test(env).label.name,
        "--lock=a/deps.lock.json",
        "--python=3.11",
        "--package=numpy<2",
    ], run_arguments(env))
    return analysistest.end(env)

_run_test = analysistest.make(_run_test_impl)

def pip_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite, and first part of the names of its tests.
    """
    unittest.suite(name + "_units", _lock_test, _tags_test)
    pip_lock(
        name = name + "_lock",
        lock = "a/deps.lock.json",
        options = ["--python=3.11", "--package=numpy<2"],
        tags = ["manual"],
    )
    _run_test(name = name + "_run_test", target_under_test = name + "_lock")
    pip_lock(
        name = name + "_other",
        tags = ["manual"],
    )
    failure_test(
        name = name + "_other_test",
        lines = [
            "Cannot refresh the lock file of another module",
            "fix: run this in the workspace of the module that calls pip.install",
        ],
        target_under_test = name + "_other",
    )
    native.test_suite(
        name = name,
        tests = [name + "_units", name + "_run_test", name + "_other_test"],
    )
