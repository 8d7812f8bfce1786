"""The action that reads or writes the description of a model."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/bento:bento_model_info.bzl", "BentoModelInfo")
load("//rules/private/bento:model_entries.bzl", "add_model_entries")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def describe_model(ctx, rule, files, root, archive, options):
    """Finds the tag of a model; weights are read only where its version follows from them.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      files: depset of File.
      root: string: the directory that paths in the model begin at.
      archive: File: the only file, where it is an export that must be unpacked; or None.
      options: list of strings: options of `rt bento model` that describe files without model.yaml.

    Returns:
      A BentoModelInfo.
    """
    name = ctx.label.name
    tree = ctx.actions.declare_directory(name) if archive else None
    model = BentoModelInfo(
        document = ctx.actions.declare_file(name + ".model.yaml"),
        files = depset([tree]) if tree else files,
        lacks_document = bool([option for option in options if option.startswith("--tag=")]),
        place = ctx.actions.declare_file(name + ".place"),
        root = tree.short_path if tree else root,
        tag = ctx.actions.declare_file(name + ".tag"),
    )
    args = argument_file(ctx, rule)
    add_file_options(args, "document-out", [model.document])
    add_file_options(args, "place-out", [model.place])
    add_file_options(args, "tag-out", [model.tag])
    add_file_options(args, "tree", [tree] if tree else [])
    args.add_all(options, map_each = escape_line)
    args.add("--")
    add_model_entries(args, struct(files = files, lacks_document = False, root = root))
    run_tool(
        ctx,
        arguments = [args],
        command = "bento model",
        inputs = files,
        locality = BESIDE_INPUTS,
        mnemonic = "RtBentoModel",
        outputs = [model.document, model.place, model.tag] + ([tree] if tree else []),
        progress_message = "Describing model %{label}",
    )
    return model
