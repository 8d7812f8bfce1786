"""The actions that make layers of a program's own files, and of the runfiles of a program in Python."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/layer:content.bzl", "add_runfiles_lines")
load(":actions/layer_commands.bzl", "add_compiler", "add_python", "begin_layers", "run_layers")

visibility(["//rules/private/..."])

def write_code_layer(ctx, rule, name, files, place, interpreter, settings, mode = None):
    """Makes the layer of a program's own files.

    Args:
      ctx: the context of a rule with COMPILER_ATTRS.
      rule: name of the rule as people know it.
      name: name of the outputs, without extensions.
      files: depset of File.
      place: function from a File to its path in the image, without a slash before it.
      interpreter: PythonInterpreterInfo.
      settings: struct of bytecode (bool) and compress (string).
      mode: string: permissions of the files, octal digits; 0755 if None.

    Returns:
      A LayerSetInfo.
    """
    args, outputs = begin_layers(ctx, rule, name, settings)
    add_python(args, interpreter)
    compiler = add_compiler(ctx, args, interpreter, settings)
    args.add_all([mode] if mode else [], format_each = "--mode=%s")
    args.add("--")
    add_placed_files(args, files, place)
    return run_layers(
        ctx,
        args,
        command = "layer python",
        inputs = depset(compiler, transitive = [files]),
        mnemonic = "RtLayerPython",
        outputs = outputs,
        progress_message = "Packing code of %{label}",
    )

def write_runfiles_layers(
        ctx,
        rule,
        *,
        name,
        part,
        root,
        interpreter,
        settings,
        packages = False,
        program = None):
    """Makes the layers of a part of the runfiles of a program in Python.

    Args:
      ctx: the context of a rule with COMPILER_ATTRS.
      rule: name of the rule as people know it.
      name: name of the outputs, without extensions.
      part: struct of files (list of File), symlinks and root_symlinks (lists of SymlinkEntry).
      root: directory of the runfiles in the image, without a leading slash.
      interpreter: struct of compiler (File or None), version, libc and libc_version (strings), such as a
        PythonInterpreterInfo.
      settings: struct of architecture (string: GOARCH), bytecode and mentions_bytecode (bool: whether to say that
        nothing is compiled), compress (string), split (string: bytes that no layer may exceed, or empty),
        weight_suffixes (list of strings) and weight_size (string: bytes, or empty).
      packages: whether repositories are split by their sizes, as wheels are.
      program: DefaultInfo of the program, to pack what is generated for it; or None.

    Returns:
      A LayerSetInfo.
    """
    args, outputs = begin_layers(ctx, rule, name, settings)
    if interpreter.version:
        add_python(args, interpreter)
    compiler = add_compiler(ctx, args, interpreter, settings)
    args.add_all(_runfiles_options(settings), map_each = escape_line)
    if settings.bytecode and settings.mentions_bytecode and program and not compiler:
        args.add("--cannot-compile")
    args.add_all(_package_options(interpreter, settings, root) if packages else [], map_each = escape_line)
    args.add("--")
    args.add(escape_line("under\t" + root))
    mapping = program.files_to_run.repo_mapping_manifest if program else None
    add_runfiles_lines(
        args,
        empty_filenames = program.default_runfiles.empty_filenames if program else None,
        files = part.files,
        repo_mapping = mapping,
        root_symlinks = part.root_symlinks,
        symlinks = part.symlinks,
    )
    links = [link.target_file for link in part.symlinks + part.root_symlinks]
    return run_layers(
        ctx,
        args,
        command = "layer python",
        inputs = depset(part.files + links + compiler + ([mapping] if mapping else [])),
        mnemonic = "RtLayerPython",
        outputs = outputs,
        progress_message = "Packing Python packages of %{label}" if packages else "Packing code of %{label}",
    )

def _runfiles_options(settings):
    return ["--other-layers"] + [
        "--weight-suffix=" + suffix
        for suffix in settings.weight_suffixes
    ] + [
        "--{}={}".format(option, value)
        for option, value in {"split": settings.split, "weight-size": settings.weight_size}.items()
        if value
    ]

def _package_options(interpreter, settings, root):
    """Packages are split by their sizes, and must be for the Python of the image."""
    return ["--packages=" + root] + [
        "--{}={}".format(option, value)
        for option, value in {
            "architecture": settings.architecture,
            "libc": interpreter.libc,
            "libc-version": interpreter.libc_version,
        }.items()
        if value
    ]

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
