"""The aspect that reads the `args` and `env` of a program's target."""

load("//rules/private/attributes:expansion.bzl", "expand")
load(":image_arguments.bzl", "image_path_text")
load(":program_arguments_info.bzl", "ProgramArgumentsInfo", "RUNFILES_ROOT")

visibility(["//rules/..."])

def _program_arguments_impl(target, ctx):
    attributes = ctx.rule.attr
    targets = _targets_of(attributes)
    targets.pop(target.label, None)

    def expanded(attribute, value):
        return expand(ctx, attribute, image_path_text(value, RUNFILES_ROOT), targets.values())

    return [ProgramArgumentsInfo(
        args = [
            word
            for value in _value(attributes, "args", "list")
            # Bazel reads each argument of a target as a shell reads a line.
            for word in ctx.tokenize(expanded("args", value))
        ],
        env = {
            name: expanded("env", value)
            for name, value in _value(attributes, "env", "dict").items()
        } or _environment(target),
    )]

def _value(attributes, name, kind):
    """Rules of all kinds come here: what they call args or env may be something else."""
    value = getattr(attributes, name, None)
    return value if type(value) == kind else {"dict": {}, "list": []}[kind]

def _environment(target):
    return target[RunEnvironmentInfo].environment if RunEnvironmentInfo in target else {}

def _targets_of(attributes):
    """All targets that a rule refers to, by label: those that its arguments may name are among them."""
    return {
        each.label: each
        for name in dir(attributes)
        for each in _targets_in(getattr(attributes, name))
    }

def _targets_in(value):
    if type(value) == "Target":
        return [value]
    if type(value) in ["list", "dict"]:
        return [each for each in value if type(each) == "Target"]
    return []

program_arguments = aspect(
    implementation = _program_arguments_impl,
    doc = "Finds out how the target of a program wants to be started.",
    provides = [ProgramArgumentsInfo],
)
