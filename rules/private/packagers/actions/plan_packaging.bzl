"""The action that reads a document and a trained model, and says what the image is made of."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

# Outputs of the action beside the tree, by the option that names each.
_SETTINGS = ["check", "cmd", "entrypoint", "env", "model", "ports"]

def plan_packaging(ctx, rule, packager, packaging, id, artifact, python_version, has_base):
    """Reads documents, manifest and artifact.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      packager: string: name of the packager in documents, such as "docker-rest".
      packaging: list of File: documents.
      id: string: the packaging that is meant; empty where there is one.
      artifact: depset of File: the trained model, files, directories, or one archive.
      python_version: string: the version of the Python of the image.
      has_base: whether the image has a base.

    Returns:
      A struct of File: `tree`, a directory with the model's files by their paths in the image; `cmd`, `entrypoint`,
      `env` and `ports` for the image's config; `model`, its name and version; `check`, what is imported to check it.
    """
    outputs = {name: ctx.actions.declare_file("{}.{}".format(ctx.label.name, name)) for name in _SETTINGS}
    tree = ctx.actions.declare_directory(ctx.label.name + ".tree")
    args = argument_file(ctx, rule)
    args.add(packager, format = "--packager=%s")
    add_file_options(args, "packaging", packaging)
    args.add_all([id] if id else [], format_each = "--id=%s", map_each = escape_line)
    args.add(python_version, format = "--python-version=%s")
    args.add_all(["--base"] if has_base else [])
    add_file_options(args, "tree", [tree])
    for name, file in outputs.items():
        add_file_options(args, name, [file])
    args.add("--")
    args.add_all(artifact, expand_directories = False, map_each = _entry)
    run_tool(
        ctx,
        arguments = [args],
        command = "pack plan",
        inputs = depset(packaging, transitive = [artifact]),
        mnemonic = "RtPackPlan",
        outputs = [tree] + outputs.values(),
        progress_message = "Reading the model of %{label}",
    )
    return struct(tree = tree, **outputs)

def _entry(file):
    path = file.short_path
    return escape_line("source\t{}\t{}".format(path[len("../"):] if path.startswith("../") else path, file.path))
