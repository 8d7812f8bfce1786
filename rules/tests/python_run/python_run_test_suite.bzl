"""Actions of python_run, and what it refuses."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:python.bzl", "python_interpreter", "python_run")
load("//rules/private/python:python_runner.bzl", "python_runner")
load("//rules/tests/support:actions.bzl", "short_paths", "tool_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/python_run/"

def _action_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    asserts.equals(env, [
        "--context=python_run //rules/tests/python_run:train",
        "--root=BIN/{}root".format(_HERE),
        "--site=BIN/{}train.site".format(_HERE),
        "--script={}train.py".format(_HERE),
        "--stdout=BIN/{}accuracy.txt".format(_HERE),
        "--env=DATA={}BUILD.bazel".format(_HERE),
        "--",
    ], tool_arguments(env, "RtPythonRun")[0][:-1])
    argument = tool_arguments(env, "RtPythonRun")[0][-1]
    asserts.true(env, argument.endswith("{}model.bin".format(_HERE)), argument)
    asserts.equals(env, [_HERE + "accuracy.txt", _HERE + "model.bin"], short_paths(target[DefaultInfo].files))
    wheels = tool_arguments(env, "RtPythonInstall")[0]
    asserts.equals(env, [
        "--context=python_run //rules/tests/python_run:train",
        "--out=BIN/{}train.site".format(_HERE),
        "--prefix=app/.venv",
        "--python-version=3.11.2",
        "--",
        "rules/tests/python_image/greeter-1.0-py3-none-any.whl",
    ], wheels)
    return analysistest.end(env)

_action_test = analysistest.make(_action_test_impl)

def python_run_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite.
    """
    python_runner(
        name = "root",
        debs = ["//rules/tests/deb_layer:app_2.0-1_all.deb"],
        tags = ["manual"],
    )
    python_interpreter(
        name = "python",
        path = "/usr/bin/python3.11",
        runner = ":root",
        tags = ["manual"],
        version = "3.11.2",
    )
    python_interpreter(
        name = "python_of_base",
        path = "/usr/bin/python3.11",
        tags = ["manual"],
        version = "3.11",
    )
    python_run(
        name = "train",
        outs = ["model.bin"],
        args = ["--out=$(execpath model.bin)"],
        data = ["BUILD.bazel"],
        env = {"DATA": "$(execpath BUILD.bazel)"},
        interpreter = ":python",
        main = "train.py",
        stdout = "accuracy.txt",
        tags = ["manual"],
        wheels = ["//rules/tests/python_image:greeter"],
    )
    _action_test(name = "action_test", target_under_test = ":train")
    python_run(name = "without_outputs", interpreter = ":python", main = "train.py", tags = ["manual"])
    failure_test(
        name = "without_outputs_test",
        lines = [
            "Cannot run train.py for nothing: it makes no file",
            "accepted: outs, the files that it writes; stdout, a file for its output; or both",
        ],
        target_under_test = ":without_outputs",
    )
    python_run(
        name = "without_runner",
        outs = ["other.bin"],
        interpreter = ":python_of_base",
        main = "train.py",
        tags = ["manual"],
    )
    failure_test(
        name = "without_runner_test",
        lines = [
            'Cannot run Python 3.11 while building: "//rules/tests/python_run:python_of_base" has no runner',
            "accepted: an interpreter of python.interpreter, or a python_interpreter with a runner",
        ],
        target_under_test = ":without_runner",
    )
    native.test_suite(name = name, tests = [":action_test", ":without_outputs_test", ":without_runner_test"])
