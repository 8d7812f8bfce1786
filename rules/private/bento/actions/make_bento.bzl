"""The action that makes a Bento by the BentoML of its wheels."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/bento:actions/plan_bento.bzl", "wheel_pin")
load("//rules/private/bento:model_entries.bzl", "add_model_entries", "model_files")
load("//rules/private/program:actions/locality.bzl", "ANYWHERE", "BESIDE_INPUTS")
load("//rules/private/python:actions/run_python.bzl", "run_python")

visibility(["//rules/private/..."])

# What a rule has that calls `make_bento`, beside TOOL_ATTRS.
MAKER_ATTRS = {
    "_maker": attr.label(
        allow_single_file = True,
        default = Label("//tools/python:make_bento.py"),
        doc = "The program that calls BentoML, run by the Python of the image.",
    ),
}

def make_bento(ctx, rule, outputs, plan, sources, place, models, environment, site, version, created):
    """Makes a Bento, as `bentoml build` does.

    Args:
      ctx: the context of a rule with MAKER_ATTRS and TOOL_ATTRS.
      rule: name of the rule as people know it.
      outputs: struct of File: `directory`, `env`, `labels`, `pointers` and `tag`.
      plan: File of `plan_bento`.
      sources: depset of File.
      place: function from a File to its path in the build context.
      models: list of BentoModelInfo.
      environment: PythonEnvironmentInfo.
      site: File: directory with the wheels, for the machine that runs actions.
      version: string; empty for one that follows from the content.
      created: File with the time of creation, or None.
    """
    args = ctx.actions.args()
    args.set_param_file_format("multiline")
    args.use_param_file("%s", use_always = True)
    args.add_all([plan], format_each = "plan\t%s")
    for name in ["directory", "pointers"]:
        args.add_all([getattr(outputs, name)], expand_directories = False, format_each = name + "\t%s")
    for name in ["env", "labels", "tag"]:
        args.add_all([getattr(outputs, name)], format_each = name + "\t%s")
    args.add_all([version] if version else [], format_each = "version\t%s")
    args.add_all([created] if created else [], format_each = "created\t%s")
    args.add_all(environment.wheels, map_each = wheel_pin, format_each = "pin\t%s")
    for model in models:
        args.add_all([model.tag], format_each = "model-tag\t%s")
        add_model_entries(args, model, "model\t%s\t%s")
    args.add_all(
        sources,
        allow_closure = True,
        expand_directories = False,
        map_each = lambda file: escape_line("source\t{}\t{}".format(place(file), file.path)),
    )
    run_python(
        ctx,
        rule,
        arguments = [args],
        inputs = depset([plan] + ([created] if created else []), transitive = [sources, model_files(models)]),
        locality = BESIDE_INPUTS if models else ANYWHERE,
        mnemonic = "RtBento",
        outputs = [outputs.directory, outputs.env, outputs.labels, outputs.pointers, outputs.tag],
        progress_message = "Making Bento %{label}",
        runner = environment.interpreter.runner,
        script = ctx.file._maker,
        sites = [site],
    )
