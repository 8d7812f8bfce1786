"""Reads actions in analysis tests."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

def tool_arguments(env, mnemonic, count = 1):
    """Reads the arguments of actions that run rt, without those that name programs and outputs.

    Args:
      env: the test environment.
      mnemonic: mnemonic of the actions.
      count: how many of them there must be.

    Returns:
      A list with one list of strings for each action: what follows the command, with the configuration's part of
      paths replaced by `BIN`.
    """
    actions = [action for action in analysistest.target_actions(env) if action.mnemonic == mnemonic]
    asserts.equals(env, count, len(actions), "number of actions " + mnemonic)
    return [[_without_configuration(argument) for argument in _arguments(action.argv)] for action in actions]

def _arguments(argv):
    """What follows Node, the program and the one or two words of the command."""
    first = [index for index, argument in enumerate(argv) if argument.startswith("-")][0]
    return argv[first:]

def run_arguments(env):
    """Reads what an executable target always passes to the rt program.

    Args:
      env: the test environment.

    Returns:
      A list of strings: the command and its arguments.
    """
    name = analysistest.target_under_test(env).label.name + ".args"
    contents = [
        action.content
        for action in analysistest.target_actions(env)
        if name in [file.basename for file in action.outputs.to_list()]
    ]
    asserts.equals(env, 1, len(contents), "number of actions that write " + name)
    return contents[0].splitlines()[1:]

def by_name(arguments, without = []):
    """Sorts arguments by the names of their options, so that a test does not depend on the order of different options.

    Args:
      arguments: list of strings, from `tool_arguments` or `run_arguments`, or as they are expected.
      without: names of options to leave out.

    Returns:
      A dict: name of an option to the list of its values in order (None for a flag), `command` to the command where
      there is one, `operands` to what follows `--`.
    """
    found = {}
    for index, argument in enumerate(arguments):
        if argument == "--":
            found["operands"] = arguments[index + 1:]
            break
        option, has_value, value = argument.partition("=")
        if option.startswith("--"):
            found.setdefault(option.removeprefix("--"), []).append(value if has_value else None)
        else:
            found.setdefault("command", []).append(argument)
    return {name: values for name, values in found.items() if name not in without}

def _without_configuration(argument):
    """`--out=bazel-out/k8-fastbuild/bin/x` is `--out=BIN/x`."""
    head, found, tail = argument.partition("bazel-out/")
    return head + "BIN" + tail[tail.index("/bin/") + 4:] if found else argument

def short_paths(files):
    """Lists files by their short paths, sorted.

    Args:
      files: depset or list of File.

    Returns:
      A list of strings.
    """
    return sorted([file.short_path for file in (files.to_list() if type(files) == "depset" else files)])
