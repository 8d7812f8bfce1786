"""The one place that makes a target which starts the rt program under `bazel run`."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line", "runfiles_key")
load("//rules/private/attributes:mistakes.bzl", "label_text")
load(":actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")

visibility(["//rules/..."])

# What a rule that calls `run_target` has:
# `attrs = {...} | RUN_ATTRS, executable = True, toolchains = RUN_TOOLCHAINS`.
RUN_TOOLCHAINS = TOOL_TOOLCHAINS
RUN_ATTRS = TOOL_ATTRS | {
    "_launcher": attr.label(
        default = Label("//tools/launcher"),
        allow_single_file = True,
        cfg = "exec",
        doc = "The native program that starts rt; the target's executable is a link to it.",
    ),
}

def run_arguments(ctx, rule, command):
    """Begins the arguments that an executable target always passes, for `run_target`.

    Files are named by their runfiles keys: add them as File objects with `map_each = runfiles_key`.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it, such as "oci_push"; speaks in error messages.
      command: name of the command of rt, such as "push" or "lock deb".

    Returns:
      An Args.
    """
    args = ctx.actions.args()
    args.set_param_file_format("multiline")
    args.add_all([ctx.file._rt], map_each = runfiles_key)
    args.add_all(command.split(" "))
    args.add(escape_line("{} {}".format(rule, label_text(ctx.label))), format = "--context=%s")
    return args

def arguments_file(ctx):
    """Declares the file of a target's arguments, for rules that hand it on.

    Args:
      ctx: the rule context.

    Returns:
      A File, for `lines` of `run_target`.
    """
    return ctx.actions.declare_file(ctx.label.name + ".args")

def run_target(ctx, arguments, runfiles, lines = None):
    """Makes the executable of a target: a link to the launcher and, beside it, its arguments.

    What people type after `--` follows these arguments. Nothing needs a shell.

    Args:
      ctx: the context of a rule with RUN_ATTRS, RUN_TOOLCHAINS and `executable = True`.
      arguments: Args from `run_arguments`.
      runfiles: runfiles that the command reads.
      lines: File from `arguments_file`. None makes one.

    Returns:
      DefaultInfo.
    """
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(
        is_executable = True,
        output = executable,
        progress_message = "Linking %{label}",
        target_file = ctx.file._launcher,
    )
    lines = lines or arguments_file(ctx)
    ctx.actions.write(lines, arguments)
    return DefaultInfo(
        executable = executable,
        files = depset([executable]),
        runfiles = ctx.runfiles([lines, ctx.file._launcher]).merge_all([
            ctx.attr._rt[DefaultInfo].default_runfiles,
            runfiles,
        ]),
    )
