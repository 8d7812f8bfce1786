"""The one place that starts the rt program in a build action."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/attributes:mistakes.bzl", "label_text", "target_label")
load(":actions/locality.bzl", "ANYWHERE")

visibility(["//rules/..."])

NODE_TOOLCHAIN_TYPE = Label("//rules:node_toolchain_type")

# What a rule that calls `run_tool` has: `attrs = {...} | TOOL_ATTRS, toolchains = TOOL_TOOLCHAINS`.
TOOL_TOOLCHAINS = [NODE_TOOLCHAIN_TYPE]
TOOL_ATTRS = {
    "_rt": attr.label(
        default = Label("//tools:rt"),
        allow_single_file = True,
        cfg = "exec",
        doc = "The rt program: the JavaScript file that starts it, and its runfiles.",
    ),
}

def argument_file(ctx, rule):
    """Begins the arguments of one command of rt: one line each, always in a file.

    Strings go in through `escape_line`; files as File objects, with `map_each` where a line has more
    than a path.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it, such as "oci_push"; speaks in error messages.

    Returns:
      An Args to add the command's arguments to, for `run_tool`.
    """
    args = ctx.actions.args()
    args.set_param_file_format("multiline")
    args.use_param_file("@%s", use_always = True)
    args.add(escape_line("{} {}".format(rule, label_text(target_label(ctx)))), format = "--context=%s")
    return args

def run_tool(
        ctx,
        command,
        arguments,
        inputs,
        outputs,
        mnemonic,
        progress_message,
        path_mapping = True,
        locality = ANYWHERE):
    """Runs one command of rt in an action.

    Args:
      ctx: the context of a rule with TOOL_ATTRS and TOOL_TOOLCHAINS.
      command: name of the command, such as "layer tar".
      arguments: list of Args: the first from `argument_file`, which becomes the argument file. Several
        are read as if they were one: each is a file of its own.
      inputs: depset of File that the command reads.
      outputs: list of File that it writes.
      mnemonic: the action's mnemonic, such as "RtLayerTar".
      progress_message: what people see meanwhile; `%{label}` and `%{output}` are known.
      path_mapping: whether all paths are passed as File objects, so that Bazel may shorten them; False
        when an input has execution paths in its text.
      locality: where the action may run, from locality.bzl.
    """
    node = ctx.toolchains[NODE_TOOLCHAIN_TYPE].node
    program = ctx.actions.args()
    program.add(ctx.file._rt)
    program.add_all(command.split(" "))
    ctx.actions.run(
        executable = node.node,
        arguments = [program] + arguments,
        inputs = inputs,
        outputs = outputs,
        tools = [ctx.attr._rt[DefaultInfo].default_runfiles.files, node.files],
        env = {},
        execution_requirements = locality | ({"supports-path-mapping": "1"} if path_mapping else {}),
        mnemonic = mnemonic,
        progress_message = progress_message,
        toolchain = NODE_TOOLCHAIN_TYPE,
    )
