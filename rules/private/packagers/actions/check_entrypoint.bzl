"""The action that imports the entrypoint of a model with the Python of the image."""

load("//rules/private/python:actions/run_python.bzl", "run_python")
load("//rules/private/python:actions/site_packages.bzl", "site_packages")

visibility(["//rules/private/..."])

# What a rule has that calls `check_entrypoint`, beside TOOL_ATTRS.
CHECK_ATTRS = {
    "_check": attr.label(
        allow_single_file = True,
        default = Label("//tools/python:check_entrypoint.py"),
        doc = "The program that imports, run by the Python of the image.",
    ),
}

def check_entrypoint(ctx, rule, environment, plan, architecture):
    """Imports the entrypoint, so that a wheel that is missing shows while building.

    Args:
      ctx: the context of a rule with CHECK_ATTRS and TOOL_ATTRS.
      rule: name of the rule as people know it.
      environment: PythonEnvironmentInfo.
      plan: struct of `plan_packaging`.
      architecture: string: GOARCH of the image.

    Returns:
      A list of File for the output group `_validation`; none where the Python cannot be run while building.
    """
    runner = environment.interpreter.runner
    if not runner:
        return []
    report = ctx.actions.declare_file(ctx.label.name + ".imported")
    args = ctx.actions.args()
    args.add_all([plan.tree], expand_directories = False)
    args.add(plan.check)
    args.add(architecture)
    run_python(
        ctx,
        rule,
        arguments = [args],
        inputs = depset([plan.tree, plan.check]),
        mnemonic = "RtCheckEntrypoint",
        outputs = [report],
        progress_message = "Importing the entrypoint of %{label}",
        runner = runner,
        script = ctx.file._check,
        sites = [site_packages(ctx, rule, environment, ctx.label.name + ".site")],
        stdout = report,
    )
    return [report]
