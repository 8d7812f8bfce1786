"""The actions that make layers of the parts of a program."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options", "add_key_options")
load("//rules/private/arguments:source_keys.bzl", "add_source_keys")
load("//rules/private/layer:content.bzl", "add_file_lines", "add_runfiles_lines", "runfiles_root")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":program_parts.bzl", "part_files")

visibility(["//rules/private/..."])

_EXTENSIONS = {"": ".tar", "gzip": ".tar.gz", "zstd": ".tar.zst"}

def pack_runfiles(ctx, rule, info, part, prefix, compress, name, whole_program, split, weights):
    """Packs a part of a program's runfiles into a tar.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      info: DefaultInfo of the program.
      part: a part of its runfiles, from `split_program`.
      prefix: directory of the image that the program goes to; empty for the root.
      compress: "", "gzip" or "zstd".
      name: name of the outputs, without extensions.
      whole_program: whether to pack the program itself and what is generated for it.
      split: bytes that no layer may exceed, as a string: then there may be several. Empty for one layer of any size.
      weights: struct of suffixes (list of strings) and size (string: bytes, or empty for the default): big files of
        these names must not be in directories that are packed.

    Returns:
      A LayerSetInfo.
    """
    output = ctx.actions.declare_directory(name) if split else ctx.actions.declare_file(name + _EXTENSIONS[compress])
    layers = ctx.actions.declare_file(name + ".layers.json")
    run = info.files_to_run
    program = [run.executable] if whole_program else []
    mapping = run.repo_mapping_manifest if whole_program else None
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [output])
    add_file_options(args, "layers", [layers])
    add_key_options(args, "key", [output])
    args.add_all([compress] if compress else [], format_each = "--compress=%s")
    args.add("--other-layers")
    args.add_all([split] if split else [], format_each = "--split=%s")
    args.add_all(["--weight-suffix=" + suffix for suffix in weights.suffixes], map_each = escape_line)
    args.add_all([weights.size] if weights.size else [], format_each = "--weight-size=%s")
    args.add("--")
    _add_under(args, prefix)
    add_file_lines(args, program)
    _add_under(args, _join(prefix, runfiles_root(run.executable)))
    add_runfiles_lines(
        args,
        empty_filenames = info.default_runfiles.empty_filenames if whole_program else None,
        files = part.files,
        repo_mapping = mapping,
        root_symlinks = part.root_symlinks,
        symlinks = part.symlinks,
    )
    run_tool(
        ctx,
        arguments = [args],
        command = "layer tar",
        inputs = depset(program + ([mapping] if mapping else []) + part_files(part)),
        mnemonic = "RtLayerTar",
        outputs = [output, layers],
        progress_message = "Packing a layer of %{label}",
    )
    return LayerSetInfo(blobs = depset([output]), layer_sets = depset([layers]), sources = depset())

def describe_runfiles(ctx, rule, part, root, options, name, max_layers = None):
    """Describes a part of a program's runfiles as layers that are never written.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      part: a part of its runfiles, from `split_program`.
      root: directory of the image that has the runfiles, without a leading slash.
      options: list of strings: options of `rt layer weights`.
      name: name of the outputs, without extensions.
      max_layers: File with the most layers, or None.

    Returns:
      A LayerSetInfo.
    """
    layers = ctx.actions.declare_file(name + ".layers.json")
    sources = depset(part_files(part))
    args = argument_file(ctx, rule)
    add_file_options(args, "layers", [layers])
    add_file_options(args, "max-layers-file", [max_layers] if max_layers else [])
    args.add_all(options, map_each = escape_line)
    args.add("--")
    _add_under(args, root)
    add_runfiles_lines(args, part.files, part.symlinks, part.root_symlinks)
    add_source_keys(args, sources)
    run_tool(
        ctx,
        arguments = [args],
        command = "layer weights",
        inputs = depset([max_layers] if max_layers else [], transitive = [sources]),
        locality = BESIDE_INPUTS,
        mnemonic = "RtLayerWeights",
        outputs = [layers],
        progress_message = "Hashing weights of %{label}",
    )
    return LayerSetInfo(blobs = depset(), layer_sets = depset([layers]), sources = sources)

def _add_under(args, directory):
    args.add(escape_line("under\t" + directory))

def _join(prefix, path):
    return prefix + "/" + path if prefix else path
