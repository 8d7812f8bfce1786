"""Runs a bundled program of the tests in an action."""

load("//rules/private/program:actions/run_tool.bzl", "NODE_TOOLCHAIN_TYPE")

NODE_TOOLCHAINS = [NODE_TOOLCHAIN_TYPE]

def node_action(ctx, program, arguments, inputs, outputs):
    """Runs a program.

    Args:
      ctx: the context of a rule with NODE_TOOLCHAINS.
      program: File: one JavaScript file.
      arguments: Args.
      inputs: list of File.
      outputs: list of File.
    """
    node = ctx.toolchains[NODE_TOOLCHAIN_TYPE].node
    start = ctx.actions.args()
    start.add(program)
    ctx.actions.run(
        arguments = [start, arguments],
        env = {},
        executable = node.node,
        inputs = inputs,
        mnemonic = "RtTestProgram",
        outputs = outputs,
        progress_message = "Preparing %{label}",
        toolchain = NODE_TOOLCHAIN_TYPE,
        tools = [program, node.files],
    )
