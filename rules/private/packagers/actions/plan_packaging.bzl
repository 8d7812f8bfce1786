"""The action that reads a document and a trained model, and says what the image is made of."""

load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":actions/document_options.bzl", "add_artifact", "add_document_options", "add_environment_options")

visibility(["//rules/private/..."])

# Outputs of the action beside the tree, by the option that names each.
_SETTINGS = ["check", "cmd", "entrypoint", "env", "model", "ports"]

def plan_packaging(ctx, rule, packager, packaging, id, artifact, environment, architecture, base, base_target):
    """Reads documents, manifest and artifact.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      packager: string: name of the packager in documents, such as "docker-rest".
      packaging: list of File: documents.
      id: string: the packaging that is meant; empty where there is one.
      artifact: depset of File: the trained model, files, directories, or one archive.
      environment: PythonEnvironmentInfo.
      architecture: string: GOARCH of the image.
      base: ImageInfo or None.
      base_target: the Target that `base` names, or None.

    Returns:
      A struct of File: `tree`, a directory with the model's files by their paths in the image; `cmd`, `entrypoint`,
      `env` and `ports` for the image's config; `model`, its name and version; `check`, what is imported to check it.
    """
    outputs = {name: ctx.actions.declare_file("{}.{}".format(ctx.label.name, name)) for name in _SETTINGS}
    tree = ctx.actions.declare_directory(ctx.label.name + ".tree")
    args = argument_file(ctx, rule)
    add_document_options(args, packager, packaging, id, base, base_target)
    add_environment_options(args, environment, architecture)
    add_file_options(args, "tree", [tree])
    for name, file in outputs.items():
        add_file_options(args, name, [file])
    args.add("--")
    add_artifact(args, artifact)
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
