"""The action that reads a bentofile, and checks it against what the build has."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/bento:debian_names.bzl", "debian_package")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def plan_bento(
        ctx,
        rule,
        *,
        architecture,
        base_reference,
        bentofile,
        cuda,
        debs,
        environment,
        has_base,
        models,
        place,
        sources):
    """Reads a bentofile.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      bentofile: File.
      sources: depset of File.
      place: function from a File to its path in the build context.
      models: list of BentoModelInfo.
      environment: PythonEnvironmentInfo.
      architecture: string: GOARCH of the image; empty where it is not known.
      debs: depset of File: Debian packages that the image has.
      cuda: string: the version of the image's CUDA; empty for none.
      has_base: whether the image has a base.
      base_reference: string: where the base was pulled from; None where it was not pulled, or there is none.

    Returns:
      File: the plan, JSON.
    """
    plan = ctx.actions.declare_file(ctx.label.name + ".plan.json")
    documents = [model.document for model in models]
    args = argument_file(ctx, rule)
    add_file_options(args, "bentofile", [bentofile])
    add_file_options(args, "output", [plan])
    add_file_options(args, "model", documents)
    args.add_all(environment.wheels, map_each = wheel_pin, format_each = "--wheel=%s")
    args.add_all(debs, map_each = debian_package, format_each = "--deb=%s", uniquify = True)
    args.add(environment.interpreter.version, format = "--python-version=%s")
    args.add_all([architecture] if architecture else [], format_each = "--architecture=%s")
    args.add_all([cuda] if cuda else [], format_each = "--cuda=%s")
    args.add_all(["--base"] if has_base else [])
    args.add_all([base_reference] if base_reference else [], format_each = "--base-reference=%s")
    args.add("--")
    args.add_all(
        sources,
        allow_closure = True,
        expand_directories = False,
        map_each = lambda file: escape_line("source\t{}\t{}".format(place(file), file.path)),
    )
    run_tool(
        ctx,
        arguments = [args],
        command = "bento plan",
        inputs = depset([bentofile] + documents, transitive = [sources]),
        mnemonic = "RtBentoPlan",
        outputs = [plan],
        progress_message = "Reading the bentofile of %{label}",
    )
    return plan

def wheel_pin(wheel):
    """Writes a wheel as a requirement.

    Args:
      wheel: struct of PythonWheelsInfo.

    Returns:
      A string, NAME==VERSION.
    """
    return "{}=={}".format(wheel.distribution, wheel.version)
