"""The action that describes the models of a Bento as layers."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/arguments:source_keys.bzl", "add_source_keys")
load("//rules/private/bento:model_entries.bzl", "add_model_entries", "model_files")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def describe_models(ctx, rule, models, exported, exported_place, options, max_layers, name):
    """Reads each file once for the digests of its layer, which is never written.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      models: list of BentoModelInfo.
      exported: File: a directory of models that came with the Bento, which may be empty; or None.
      exported_place: string: where that directory is in the image.
      options: list of strings: options of `rt layer weights`.
      max_layers: File with the most layers.
      name: name of the output, without extensions.

    Returns:
      A LayerSetInfo.
    """
    layers = ctx.actions.declare_file(name + ".layers.json")
    sources = depset(
        ([exported] if exported else []) + [model.document for model in models if model.lacks_document],
        transitive = [model.files for model in models],
    )
    args = argument_file(ctx, rule)
    add_file_options(args, "layers", [layers])
    add_file_options(args, "max-layers-file", [max_layers])
    args.add_all(options, map_each = escape_line)
    args.add_all(["--allow-none"] if not models else [])
    args.add("--")
    for model in models:
        args.add_all([model.place], format_each = "under-file\t%s")
        add_model_entries(args, model)
    args.add_all(
        [exported] if exported else [],
        before_each = "under\t" + exported_place,
        expand_directories = False,
        format_each = "source\t\t%s",
    )
    add_source_keys(args, sources)
    run_tool(
        ctx,
        arguments = [args],
        command = "layer weights",
        inputs = depset([max_layers], transitive = [model_files(models), sources]),
        locality = BESIDE_INPUTS,
        mnemonic = "RtLayerWeights",
        outputs = [layers],
        progress_message = "Hashing models of %{label}",
    )
    return LayerSetInfo(blobs = depset(), layer_sets = depset([layers]), sources = sources)
