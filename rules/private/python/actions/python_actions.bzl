"""The actions that make layers of wheels, of virtual environments, and of what packages of an interpreter lack."""

load("//rules/private/arguments:file_options.bzl", "add_file_options")
load(
    "//rules/private/python_code:actions/layer_commands.bzl",
    "add_compiler",
    "add_python",
    "begin_layers",
    "run_layers",
)

visibility(["//rules/private/..."])

def write_wheel_layers(ctx, rule, name, wheels, interpreter, settings, base_packages = None, kept = ""):
    """Makes layers of wheels that are installed together.

    Args:
      ctx: the context of a rule with COMPILER_ATTRS.
      rule: name of the rule as people know it.
      name: name of the outputs, without extensions.
      wheels: list of File.
      interpreter: PythonInterpreterInfo.
      settings: struct of bytecode (bool), compress and prefix (strings).
      base_packages: File of `read_base_packages`: wheels that the base has are left out; or None.
      kept: string: distribution that is not left out, or empty.

    Returns:
      A LayerSetInfo.
    """
    args, outputs = begin_layers(ctx, rule, name, settings)
    add_python(args, interpreter)
    compiler = add_compiler(ctx, args, interpreter, settings)
    args.add(settings.prefix, format = "--prefix=%s")
    base = [base_packages] if base_packages else []
    add_file_options(args, "base-packages", base)
    args.add_all([kept] if kept else [], format_each = "--keep=%s")
    args.add("--")
    args.add_all(wheels)
    return run_layers(
        ctx,
        args,
        command = "layer wheels",
        inputs = depset(wheels + compiler + base),
        mnemonic = "RtLayerWheels",
        outputs = outputs,
        progress_message = "Installing wheels of %{label}",
    )

def write_venv_layer(
        ctx,
        rule,
        name,
        wheels,
        interpreter,
        settings,
        architecture,
        script,
        system_site_packages,
        base_packages):
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
      system_site_packages: whether packages of the interpreter itself can be imported, too.
      base_packages: File of `read_base_packages`: those can be imported, too; or None.

    Returns:
      A LayerSetInfo.
    """
    args, outputs = begin_layers(ctx, rule, name, settings)
    add_python(args, interpreter)
    args.add(settings.prefix, format = "--prefix=%s")
    args.add(interpreter.path, format = "--interpreter=%s")
    if settings.bytecode and not interpreter.compiler:
        args.add("--cannot-compile")
    args.add(architecture, format = "--architecture=%s")
    args.add(interpreter.libc, format = "--libc=%s")
    args.add_all([interpreter.libc_version] if interpreter.libc_version else [], format_each = "--libc-version=%s")
    args.add_all([script] if script else [], format_each = "--script=%s")
    args.add_all(["--system-site-packages"] if system_site_packages else [])
    base = [base_packages] if base_packages else []
    add_file_options(args, "base-packages", base)
    args.add("--")
    args.add_all(wheels)
    return run_layers(
        ctx,
        args,
        command = "layer venv",
        inputs = depset(base, transitive = [wheels]),
        mnemonic = "RtLayerVenv",
        outputs = outputs,
        progress_message = "Checking wheels of %{label}",
    )

def write_interpreter_layer(ctx, rule, name, debs, architecture, version, compiler, compress):
    """Makes the layer of what scripts of packages add to a Python: its compiled library above all.

    Args:
      ctx: the context of a rule with COMPILER_ATTRS.
      rule: name of the rule as people know it.
      name: name of the outputs, without extensions.
      debs: list of File: the packages.
      architecture: their architecture, as Debian calls it.
      version: the version of Python.
      compiler: File: a directory with the same Python for the machine that runs actions, or None.
      compress: compression of the layer.

    Returns:
      A LayerSetInfo.
    """
    settings = struct(bytecode = True, compress = compress)
    args, outputs = begin_layers(ctx, rule, name, settings)
    interpreter = struct(compiler = compiler, version = version)
    add_python(args, interpreter)
    inputs = add_compiler(ctx, args, interpreter, settings)
    args.add(architecture, format = "--architecture=%s")
    args.add("--")
    args.add_all(debs)
    return run_layers(
        ctx,
        args,
        command = "layer interpreter",
        inputs = depset(debs + inputs),
        mnemonic = "RtLayerInterpreter",
        outputs = outputs,
        progress_message = "Compiling the library of %{label}",
    )
