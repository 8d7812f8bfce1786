"""What python_layers and python_image ask of the program, and what they refuse."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:python.bzl", "python_image", "python_interpreter", "python_layers")
load("//rules/private/python:wheel_sizes.bzl", "big_threshold", "is_big")
load("//rules/tests/support:actions.bzl", "tool_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/python_image/"
_MIB = 1024 * 1024

def _code_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtPythonCode")[0]
    asserts.equals(env, [
        "source\tapp/helper.py\t{}helper.py".format(_HERE),
        "source\tapp/serve.py\t{}serve.py".format(_HERE),
    ], arguments[arguments.index("--") + 1:])
    return analysistest.end(env)

_code_test = analysistest.make(_code_test_impl)

def _sizes_test_impl(ctx):
    """However many big wheels there are, their layers fit into an image."""
    env = analysistest.begin(ctx)
    wheels = [struct(size = size * _MIB) for size in [15, 16, 700]]
    asserts.equals(env, [False, True, True], [is_big(wheel) for wheel in wheels])
    asserts.equals(env, 16 * _MIB, big_threshold(wheels))
    asserts.equals(env, 32 * _MIB, big_threshold([struct(size = 17 * _MIB)] * 50))
    asserts.equals(env, 64 * _MIB, big_threshold([struct(size = 33 * _MIB)] * 40 + wheels))
    return analysistest.end(env)

_sizes_test = analysistest.make(_sizes_test_impl)

def python_image_test_suite(name):
    """Defines the tests.

    Args:
      name: name of the suite.
    """
    _code_test(name = "code_test", target_under_test = ":image.image")
    _sizes_test(name = "sizes_test", target_under_test = ":layers")
    tests = [":code_test", ":sizes_test"] + _failures()
    native.test_suite(name = name, tests = tests)

def _failures():
    cases = {
        "main_outside": (
            dict(srcs = ["helper.py"], main = "serve.py"),
            [
                'Cannot start "//rules/tests/python_image:serve.py": it is not in srcs',
                "accepted: rules/tests/python_image/helper.py",
            ],
        ),
        "module_name": (dict(module = "a b"), ['Cannot start the module "a b"']),
        "nothing": (dict(srcs = ["serve.py"]), ["Cannot tell what to start"]),
        "several": (dict(module = "a", script = "greet"), ["Cannot start 2 programs: module, script"]),
        "two_interpreters": (
            dict(module = "a", tars = [":other_layers"]),
            [
                "Cannot put two interpreters into one image: /usr/bin/python3.11 of interpreter, " +
                "and /usr/bin/python3.13 of //rules/tests/python_image:other_layers",
            ],
        ),
    }
    for case, (attributes, lines) in cases.items():
        python_image(
            name = "fails_" + case,
            interpreter = ":python",
            tags = ["manual"],
            **attributes
        )
        failure_test(name = case + "_test", lines = lines, target_under_test = ":fails_" + case)
    python_interpreter(name = "other_python", path = "/usr/bin/python3.13", version = "3.13")
    python_layers(name = "other_layers", interpreter = ":other_python", tags = ["manual"])
    for case, prefix in {"prefix_root": "/", "prefix_up": "/a/../b", "prefix_space": "/a b"}.items():
        python_layers(name = "fails_" + case, interpreter = ":python", prefix = prefix, tags = ["manual"])
        failure_test(
            name = case + "_test",
            lines = ['Cannot install wheels at "{}"'.format(prefix)],
            target_under_test = ":fails_" + case,
        )
    return [":{}_test".format(case) for case in cases.keys() + ["prefix_root", "prefix_up", "prefix_space"]]
