"""The actions that make layers of wheels, of virtual environments, and of a program's own files."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
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

def write_wheel_layers(ctx, rule, name, wheels, interpreter, settings):
    """Makes layers of wheels that are installed together.

    Args:
      ctx: the context of a rule with COMPILER_ATTRS.
      rule: name of the rule as people know it.
      name: name of the outputs, without extensions.
      wheels: list of File.
      interpreter: PythonInterpreterInfo.
      settings: struct of bytecode (bool), compress and prefix (strings).

    Returns:
      A LayerSetInfo.
    """
    args, outputs = _begin(ctx, rule, name, settings)
    _add_python(args, interpreter)
    compiler = _add_compiler(ctx, args, interpreter, settings)
    args.add(settings.prefix, format = "--prefix=%s")
    args.add("--")
    args.add_all(wheels)
    return _run(
        ctx,
        args,
        command = "layer wheels",
        inputs = depset(wheels + compiler),
        mnemonic = "RtLayerWheels",
        outputs = outputs,
        progress_message = "Installing wheels of %{label}",
    )

def write_venv_layer(ctx, rule, name, wheels, interpreter, settings, architecture, script):
    """Makes the layer of a virtual environment without its wheels, and checks that these go together.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      name: name of the outputs, without extensions.
      wheels: depset of File.
      interpreter: PythonInterpreterInfo.
      settings: struct of bytecode (bool), compress and prefix (strings).
      architecture: string: GOARCH.
      script: program of a wheel that must be there; empty for none.

    Returns:
      A LayerSetInfo.
    """
    args, outputs = _begin(ctx, rule, name, settings)
    _add_python(args, interpreter)
    args.add(settings.prefix, format = "--prefix=%s")
    args.add(interpreter.path, format = "--interpreter=%s")
    if settings.bytecode and not interpreter.runner:
        args.add("--cannot-compile")
    args.add(architecture, format = "--architecture=%s")
    args.add(interpreter.libc, format = "--libc=%s")
    args.add_all([interpreter.libc_version] if interpreter.libc_version else [], format_each = "--libc-version=%s")
    args.add_all([script] if script else [], format_each = "--script=%s")
    args.add("--")
    args.add_all(wheels)
    return _run(
        ctx,
        args,
        command = "layer venv",
        inputs = wheels,
        mnemonic = "RtLayerVenv",
        outputs = outputs,
        progress_message = "Checking wheels of %{label}",
    )

def write_code_layer(ctx, rule, name, files, place, interpreter, settings):
    """Makes the layer of a program's own files.

    Args:
      ctx: the context of a rule with COMPILER_ATTRS.
      rule: name of the rule as people know it.
      name: name of the outputs, without extensions.
      files: depset of File.
      place: function from a File to its path in the image, without a slash before it.
      interpreter: PythonInterpreterInfo.
      settings: struct of bytecode (bool) and compress (string).

    Returns:
      A LayerSetInfo.
    """
    args, outputs = _begin(ctx, rule, name, settings)
    _add_python(args, interpreter)
    compiler = _add_compiler(ctx, args, interpreter, settings)
    args.add("--")
    add_placed_files(args, files, place)
    return _run(
        ctx,
        args,
        command = "layer python",
        inputs = depset(compiler, transitive = [files]),
        mnemonic = "RtLayerPython",
        outputs = outputs,
        progress_message = "Packing code of %{label}",
    )

def write_interpreter_layer(ctx, rule, name, debs, architecture, version, runner, compress):
    """Makes the layer of what scripts of packages add to a Python: its compiled library above all.

    Args:
      ctx: the context of a rule with COMPILER_ATTRS.
      rule: name of the rule as people know it.
      name: name of the outputs, without extensions.
      debs: list of File: the packages.
      architecture: their architecture, as Debian calls it.
      version: the version of Python.
      runner: File: a directory with the same Python for the machine that runs actions, or None.
      compress: compression of the layer.

    Returns:
      A LayerSetInfo.
    """
    settings = struct(bytecode = True, compress = compress)
    args, outputs = _begin(ctx, rule, name, settings)
    interpreter = struct(runner = runner, version = version)
    _add_python(args, interpreter)
    compiler = _add_compiler(ctx, args, interpreter, settings)
    args.add(architecture, format = "--architecture=%s")
    args.add("--")
    args.add_all(debs)
    return _run(
        ctx,
        args,
        command = "layer interpreter",
        inputs = depset(debs + compiler),
        mnemonic = "RtLayerInterpreter",
        outputs = outputs,
        progress_message = "Compiling the library of %{label}",
    )

def add_placed_files(args, files, place):
    """Adds entry lines for files and directories.

    Args:
      args: the Args to add to, after `--`.
      files: depset of File.
      place: function from a File to its path in the image.
    """
    args.add_all(
        files,
        allow_closure = True,
        expand_directories = False,
        map_each = lambda file: escape_line("source\t{}\t{}".format(place(file), file.path)),
    )

def _begin(ctx, rule, name, settings):
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

def _add_python(args, interpreter):
    args.add(interpreter.version, format = "--python-version=%s")

def _add_compiler(ctx, args, interpreter, settings):
    """The files that compiling takes; none where nothing can be compiled."""
    if not settings.bytecode or not interpreter.runner:
        return []
    add_file_options(args, "compiler", [ctx.file._compiler])
    add_file_options(args, "python-root", [interpreter.runner])
    return [ctx.file._compiler, interpreter.runner]

def _run(ctx, args, command, inputs, mnemonic, outputs, progress_message):
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
