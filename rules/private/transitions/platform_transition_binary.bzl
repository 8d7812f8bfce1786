"""The rule platform_transition_binary."""

load("//rules/private/platform:platform_transition.bzl", "ALLOWLIST", "to_target_platform")

visibility(["//rules/..."])

def _platform_transition_binary_impl(ctx):
    binary = _single(ctx.attr.binary)
    original = binary[DefaultInfo].files_to_run.executable
    executable = ctx.actions.declare_file(ctx.label.name + "/" + original.basename)
    ctx.actions.symlink(
        output = executable,
        target_file = original,
        is_executable = True,
        progress_message = "Linking a binary of another platform %{label}",
    )
    files = depset([executable])
    return [
        DefaultInfo(
            executable = executable,
            files = files,
            runfiles = ctx.runfiles(transitive_files = files).merge(binary[DefaultInfo].default_runfiles),
        ),
        _environment(ctx.attr.env, binary),
    ]

def _single(value):
    """An attribute with a transition is a list of one, until a Bazel decides otherwise."""
    return value[0] if type(value) == "list" else value

def _environment(env, binary):
    """The environment of the binary, with the variables of this target on top."""
    if RunEnvironmentInfo not in binary:
        return RunEnvironmentInfo(environment = env)
    info = binary[RunEnvironmentInfo]
    return RunEnvironmentInfo(
        environment = info.environment | env,
        inherited_environment = [name for name in info.inherited_environment if name not in env],
    )

platform_transition_binary = rule(
    implementation = _platform_transition_binary_impl,
    doc = """Builds a binary for another platform. The executable keeps its file name, in a folder named after the
target.

`args` is what `bazel run` passes; the binary's own `args` do not carry over, because Bazel does not let a target see
those of another.""",
    attrs = ALLOWLIST | {
        "binary": attr.label(
            doc = "The executable target to build.",
            cfg = to_target_platform,
            executable = True,
            mandatory = True,
        ),
        "env": attr.string_dict(
            doc = "Environment of `bazel run`, on top of the binary's own.",
        ),
        "target_platform": attr.label(
            doc = "The platform to build for, a `platform()` target.",
            mandatory = True,
        ),
    },
    executable = True,
)
