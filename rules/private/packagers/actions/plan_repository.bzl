"""The action that reads a document and a model, and describes the repository that a Triton server loads."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/arguments:source_keys.bzl", "add_source_keys")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":actions/document_options.bzl", "add_artifact", "add_document_options", "add_environment_options")

visibility(["//rules/private/..."])

# Outputs of the action beside the layers, by the option that names each.
_SETTINGS = ["cmd", "env", "model", "ports"]

def plan_repository(ctx, rule, document, artifact, environment, architecture, max_layers, options):
    """Reads documents and model. The files of the model are read for the digests of their layers, and not copied.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      document: dict of arguments of `add_document_options`.
      artifact: depset of File: the model, files, directories, or one archive.
      environment: PythonEnvironmentInfo, or None.
      architecture: string: GOARCH of the image.
      max_layers: File with the most layers.
      options: list of strings: further options of `rt pack triton`.

    Returns:
      A struct: `layers`, a LayerSetInfo; and the files `cmd`, `env` and `ports` for the image's config, and `model`,
      its name and version.
    """
    outputs = {name: ctx.actions.declare_file("{}.{}".format(ctx.label.name, name)) for name in _SETTINGS}
    layers = ctx.actions.declare_file(ctx.label.name + ".model.layers.json")

    # Of an archive alone: it has no files that a layer could be made of.
    unpacked = ctx.actions.declare_directory(ctx.label.name + ".unpacked")
    args = argument_file(ctx, rule)
    add_document_options(args, **document)
    if environment:
        add_environment_options(args, environment, architecture)
    add_file_options(args, "layers", [layers])
    add_file_options(args, "unpacked", [unpacked])
    add_file_options(args, "max-layers-file", [max_layers])
    for name, file in outputs.items():
        add_file_options(args, name, [file])
    args.add_all(options, map_each = escape_line)
    args.add("--")
    add_artifact(args, artifact)
    add_source_keys(args, depset([unpacked], transitive = [artifact]))
    run_tool(
        ctx,
        arguments = [args],
        command = "pack triton",
        inputs = depset(document["packaging"] + [max_layers], transitive = [artifact]),
        locality = BESIDE_INPUTS,
        mnemonic = "RtPackTriton",
        outputs = [layers, unpacked] + outputs.values(),
        progress_message = "Reading the model of %{label}",
    )
    sources = depset([unpacked], transitive = [artifact])
    info = LayerSetInfo(blobs = depset(), layer_sets = depset([layers]), sources = sources)
    return struct(layers = info, **outputs)
