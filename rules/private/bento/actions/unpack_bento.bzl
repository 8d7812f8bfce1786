"""The action that reads a Bento which BentoML made."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/locality.bzl", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def unpack_bento(ctx, rule, src, models, models_out, outputs):
    """Copies a Bento, so that nothing of the machine that made it is in it; its models are kept apart.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      src: Target: an export, or a directory of the store as one directory or as its files.
      models: list of BentoModelInfo: models that are not in it.
      models_out: File: a directory for the models that are in it.
      outputs: struct of File: `directory`, `env`, `labels`, `pointers` and `tag`.
    """
    sources = src[DefaultInfo].files
    documents = [model.document for model in models]
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [outputs.directory])
    add_file_options(args, "pointers-out", [outputs.pointers])
    add_file_options(args, "models-out", [models_out])
    for name in ["env", "labels", "tag"]:
        add_file_options(args, name + "-out", [getattr(outputs, name)])
    add_file_options(args, "model", documents)
    args.add("--")
    args.add_all(sources, expand_directories = False, map_each = _entry)
    run_tool(
        ctx,
        arguments = [args],
        command = "bento unpack",
        inputs = depset(documents, transitive = [sources]),
        locality = BESIDE_INPUTS,
        mnemonic = "RtBentoUnpack",
        outputs = [outputs.directory, models_out, outputs.env, outputs.labels, outputs.pointers, outputs.tag],
        progress_message = "Reading Bento %{label}",
    )

def _entry(file):
    return escape_line("source\t{}\t{}".format(file.short_path.removeprefix("../"), file.path))
