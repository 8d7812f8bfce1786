"""The provider of python_interpreter, and what it refuses."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts", "unittest")
load("//rules:providers.bzl", "LayerSetInfo", "PythonInterpreterInfo")
load("//rules:python.bzl", "python_interpreter")
load("//rules/private/python:python_runner.bzl", "python_runner")
load("//rules/private/python:python_versions.bzl", "is_python_version", "python_minor", "versions_agree")
load("//rules/tests/support:actions.bzl", "short_paths")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

def _root_impl(ctx):
    root = ctx.actions.declare_directory(ctx.label.name)
    ctx.actions.write(root, "")  # Analysis only: nothing builds it.
    return [DefaultInfo(files = depset([root]))]

_root = rule(
    implementation = _root_impl,
    doc = "A directory that stands in for the root of a file system.",
)

def _base_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    info = target[PythonInterpreterInfo]
    asserts.equals(env, "3.12", info.version)
    asserts.equals(env, "/usr/local/bin/python3.12", info.path)
    asserts.equals(env, None, info.layers)
    asserts.equals(env, (None, None), (info.runner, info.compiler))
    asserts.equals(env, ("musl", ""), (info.libc, info.libc_version))
    asserts.false(env, LayerSetInfo in target, "a Python of a base has no layers")
    return analysistest.end(env)

_base_test = analysistest.make(_base_test_impl)

def _layers_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    info = target[PythonInterpreterInfo]
    asserts.equals(env, ["rules/tests/testdata/hello.tar"], short_paths(info.layers.blobs))
    asserts.equals(env, info.layers, target[LayerSetInfo])
    asserts.equals(env, ("glibc", "2.36"), (info.libc, info.libc_version))
    asserts.true(env, info.runner.is_directory)
    asserts.true(env, info.runner.short_path.endswith("_root"))
    asserts.equals(env, info.runner, info.compiler)
    return analysistest.end(env)

_layers_test = analysistest.make(_layers_test_impl)

def _versions_test_impl(ctx):
    env = unittest.begin(ctx)
    for text in ["3.9", "3.11.2", "3.14.0"]:
        asserts.true(env, is_python_version(text), text)
    for text in ["", "3", "2.7", "3.x", "3.11.", "3.11.2rc1", "3.1.2.3"]:
        asserts.false(env, is_python_version(text), text)
    asserts.equals(env, ["3.11", "3.9"], [python_minor("3.11.2"), python_minor("3.9")])
    asserts.true(env, versions_agree("3.11", "3.11.2") and versions_agree("3.11.2", "3.11"))
    asserts.false(env, versions_agree("3.11.1", "3.11.2") or versions_agree("3.1", "3.11"))
    return unittest.end(env)

_versions_test = unittest.make(_versions_test_impl)

def _failing(name, lines, **attributes):
    python_interpreter(name = name, tags = ["manual"], testonly = True, **attributes)
    failure_test(name = name + "_test", lines = lines, target_under_test = name)
    return name + "_test"

def _failures(name, other, base):
    return [
        _failing(
            name + "_all_at_once",
            [
                'Cannot use "2.7" as a version of Python',
                'accepted: two or three numbers, the first of them 3, such as "3.11" or "3.11.2"',
                'Cannot find Python in the image at "usr/bin/python"',
                'accepted: its absolute path, such as "/usr/bin/python3.11" or "/usr/local/bin/python3.12"',
                'Cannot use a file in layers as a layer: "//rules/tests/python_interpreter:BUILD.bazel" gives ' +
                '"BUILD.bazel"',
            ],
            layers = ["BUILD.bazel"],
            path = "usr/bin/python",
            version = "2.7",
        ),
        _failing(
            name + "_leads_out",
            ['Cannot find Python in the image at "/usr/../python"'],
            path = "/usr/../python",
            version = "3.12",
        ),
        _failing(
            name + "_runner_file",
            ['Cannot use "//rules/tests/python_interpreter:BUILD.bazel" as a runner: it is not one directory'],
            path = "/usr/bin/python3.12",
            runner = "BUILD.bazel",
            version = "3.12",
        ),
        _failing(
            name + "_runner_version",
            [
                "Cannot run Python 3.11.2 in place of 3.12: " +
                '"//rules/tests/python_interpreter:{}" is another version'.format(other),
                "accepted: an interpreter of exactly the same version, because bytecode works with one version only",
                "fix: name another runner, or leave it out: then the image has no bytecode",
            ],
            path = "/usr/bin/python3.12",
            runner = other,
            version = "3.12",
        ),
        _failing(
            name + "_runner_base",
            [
                'Cannot run "//rules/tests/python_interpreter:{}" while building: '.format(base) +
                "it is in a base, and has no runner itself",
                "accepted: an interpreter that python.interpreter makes of packages",
            ],
            path = "/usr/bin/python3.12",
            runner = base,
            version = "3.12",
        ),
    ]

def python_interpreter_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite, and first part of the names of its tests.
    """
    root, layered, base = name + "_root", name + "_layered", name + "_base"
    _root(name = root, tags = ["manual"], testonly = True)
    python_interpreter(
        name = layered,
        layers = ["//rules/tests/testdata:hello.tar"],
        libc_version = "2.36",
        path = "/usr/bin/python3.11",
        runner = root,
        testonly = True,
        version = "3.11.2",
    )
    python_runner(name = name + "_no_runner", testonly = True)
    python_interpreter(
        name = base,
        libc = "musl",
        path = "/usr/local/bin/python3.12",
        runner = name + "_no_runner",
        testonly = True,
        version = "3.12",
    )
    python_interpreter(
        name = name + "_other_runner",
        layers = ["//rules/tests/testdata:hello.tar"],
        libc_version = "2.36",
        path = "/usr/local/bin/python3.11",
        runner = layered,
        testonly = True,
        version = "3.11",
    )
    _layers_test(name = name + "_layers_test", target_under_test = layered)
    _base_test(name = name + "_base_test", target_under_test = base)
    _layers_test(name = name + "_other_runner_test", target_under_test = name + "_other_runner")
    unittest.suite(name + "_versions", _versions_test)
    native.test_suite(
        name = name,
        tests = [name + case for case in ["_layers_test", "_base_test", "_other_runner_test", "_versions"]] +
                _failures(name, layered, base),
    )
