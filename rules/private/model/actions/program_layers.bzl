"""The layers of a program: other people's files, weights, and one's own."""

load("//rules/private/layer:content.bzl", "runfiles_root")
load("//rules/private/layer:layer_inputs.bzl", "join_layers")
load("//rules/private/python_code:actions/code_layers.bzl", "write_runfiles_layers")
load("//rules/private/python_code:python_runfiles.bzl", "library_prefixes")
load("//rules/private/python_code:site_files.bzl", "with_site_module")
load(":actions/layer_budget.bzl", "layer_budget")
load(":actions/pack_program.bzl", "describe_runfiles", "pack_runfiles")
load(":program_parts.bzl", "split_program")

visibility(["//rules/private/..."])

def program_layers(ctx, rule, *, base, below, elsewhere, platform, settings, python = None):
    """Makes the layers of a program, the ones that change least at the bottom; parts without files have none.

    Args:
      ctx: the context of a rule with the attributes `binary`, `weights` and `data`, and with SITE_ATTRS.
      rule: name of the rule as people know it.
      base: ImageInfo or None.
      below: LayerSetInfo: the other layers of the image.
      elsewhere: list of File of the runfiles that other layers have.
      platform: struct of os, architecture and variant.
      settings: struct of architecture, compress, prefix (strings), split (string: bytes that no layer may exceed, or
        empty), max_layers (string), weight_size (string: bytes from which on a file has a layer, or empty),
        weight_suffixes (list of strings), and weight_options (list of strings: options of `rt layer weights`).
      python: for a py_binary that starts without its launcher, a struct of program (PyBinaryInfo), root (string: the
        directory of its runfiles), unneeded (list of File: runfiles that the image does not have), interpreter (struct
        of compiler and version), bytecode, mentions_bytecode and has_site_files (bool).

    Returns:
      A struct of all (list of LayerSetInfo), bottom first, and packages (list of LayerSetInfo), those of others.
    """
    info = ctx.attr.binary[DefaultInfo]
    parts = split_program(
        info,
        ctx.files.weights,
        ctx.files.data,
        settings.weight_suffixes,
        elsewhere + (python.unneeded if python else []),
        library_prefixes(python.program, info.default_runfiles.files.to_list()) if python else (),
    )
    pack = _pack_python if python else _pack
    third_party = [pack(ctx, rule, settings, python, part, "third_party") for part in _filled(parts.third_party)]
    own_part = with_site_module(ctx, parts.own) if python and python.has_site_files else parts.own
    own = [pack(ctx, rule, settings, python, own_part, "own")]

    # Layers that may be several have to be made before those of weights are counted.
    several = third_party + own if settings.split else third_party if python else []
    weights = [
        describe_runfiles(
            ctx,
            rule,
            max_layers = layer_budget(
                ctx,
                rule,
                base = base,
                layers = join_layers([below] + several),
                most = settings.max_layers,
                platform = platform,
                reserve = len(third_party + own) - len(several),
            ),
            name = ctx.label.name + ".weights",
            # All files of a program have one mode, so that it does not matter in which layer they are.
            options = settings.weight_options + ["--mode=0755"],
            part = part,
            root = python.root if python else _root(info, settings),
        )
        for part in _filled(parts.weights)
    ]
    return struct(all = third_party + weights + own, packages = third_party)

def _filled(part):
    return [part] if part.files or part.symlinks or part.root_symlinks else []

def _root(info, settings):
    path = runfiles_root(info.files_to_run.executable)
    return settings.prefix + "/" + path if settings.prefix else path

def _pack(ctx, rule, settings, _python, part, name):
    return pack_runfiles(
        ctx,
        rule,
        compress = settings.compress,
        info = ctx.attr.binary[DefaultInfo],
        name = "{}.{}".format(ctx.label.name, name),
        part = part,
        prefix = settings.prefix,
        split = settings.split,
        weights = struct(size = settings.weight_size, suffixes = settings.weight_suffixes),
        whole_program = name == "own",
    )

def _pack_python(ctx, rule, settings, python, part, name):
    return write_runfiles_layers(
        ctx,
        rule,
        interpreter = python.interpreter,
        name = "{}.{}".format(ctx.label.name, name),
        packages = name == "third_party",
        part = part,
        program = ctx.attr.binary[DefaultInfo] if name == "own" else None,
        root = python.root,
        settings = struct(
            architecture = settings.architecture,
            bytecode = python.bytecode,
            compress = settings.compress,
            mentions_bytecode = python.mentions_bytecode,
            split = settings.split,
            weight_size = settings.weight_size,
            weight_suffixes = settings.weight_suffixes,
        ),
    )
