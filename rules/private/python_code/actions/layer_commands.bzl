"""What actions have in common that make layers of Python files."""

load("//rules/private/arguments:file_options.bzl", "add_file_options", "add_key_options")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

# What a rule or an aspect has that calls the functions here, beside TOOL_ATTRS.
COMPILER_ATTRS = {
    "_compiler": attr.label(
        allow_single_file = True,
        default = Label("//tools/python:compile_bytecode.py"),
        doc = "The program that compiles Python files, run by the Python of the image.",
    ),
}

def begin_layers(ctx, rule, name, settings):
    """Begins an action that makes a directory of layers.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      name: name of the outputs, without extensions.
      settings: struct of compress (string).

    Returns:
      The Args to add to, and a struct of directory and layers (File): the outputs.
    """
    outputs = struct(
        directory = ctx.actions.declare_directory(name),
        layers = ctx.actions.declare_file(name + ".layers.json"),
    )
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [outputs.directory])
    add_file_options(args, "layers", [outputs.layers])
    add_key_options(args, "key", [outputs.directory])
    args.add(settings.compress or "none", format = "--compress=%s")
    return args, outputs

def add_python(args, interpreter):
    """Says which Python the image has.

    Args:
      args: the Args to add to.
      interpreter: PythonInterpreterInfo.
    """
    args.add(interpreter.version, format = "--python-version=%s")

def add_compiler(ctx, args, interpreter, settings):
    """Says what compiles Python files.

    Args:
      ctx: the context of a rule with COMPILER_ATTRS.
      args: the Args to add to.
      interpreter: PythonInterpreterInfo.
      settings: struct of bytecode (bool).

    Returns:
      A list of File that this takes; empty where nothing can be compiled.
    """
    if not settings.bytecode or not interpreter.compiler:
        return []
    add_file_options(args, "compiler", [ctx.file._compiler])
    add_file_options(args, "python-root", [interpreter.compiler])
    return [ctx.file._compiler, interpreter.compiler]

def run_layers(ctx, args, command, inputs, mnemonic, outputs, progress_message):
    """Runs what `begin_layers` has begun.

    Args:
      ctx: the rule context.
      args: the Args.
      command: the command of rt.
      inputs: depset of File.
      mnemonic: the action's mnemonic.
      outputs: the struct of `begin_layers`.
      progress_message: what people see meanwhile.

    Returns:
      A LayerSetInfo.
    """
    run_tool(
        ctx,
        arguments = [args],
        command = command,
        inputs = inputs,
        mnemonic = mnemonic,
        outputs = [outputs.directory, outputs.layers],
        progress_message = progress_message,
    )
    return LayerSetInfo(
        blobs = depset([outputs.directory]),
        layer_sets = depset([outputs.layers]),
        sources = depset(),
    )
