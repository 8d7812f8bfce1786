"""The check that a Python can be run on the machine that builds."""

load("//rules/private/attributes:mistakes.bzl", "label_text", "mistake")
load(":python_interpreter_info.bzl", "PythonInterpreterInfo")

visibility(["//rules/private/..."])

def runner_mistakes(problem, interpreter, runner):
    """Checks that an interpreter has a runner.

    Args:
      problem: what cannot be done without one; `{}` stands for the version of Python.
      interpreter: Target with PythonInterpreterInfo.
      runner: the runner that was found, or None.

    Returns:
      A list of structs for `fail_on`.
    """
    return [] if runner else [mistake(
        '{}: "{}" has no runner'.format(
            problem.format(interpreter[PythonInterpreterInfo].version),
            label_text(interpreter.label),
        ),
        accepted = "an interpreter of python.interpreter, or a python_interpreter with a runner",
        fix = "set runner there to an interpreter of python.interpreter of the same version",
    )]
