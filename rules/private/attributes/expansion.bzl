"""`$(location)` and make variables in the values of attributes."""

visibility(["//rules/..."])

def expand(ctx, attribute, value, targets, output = None):
    """Expands `$(location)` and its relatives, and make variables.

    Args:
      ctx: the rule context.
      attribute: name of the attribute that has the value, for errors.
      value: string.
      targets: list of Target that labels in the value may name.
      output: File that the rule makes, for `$@` and `$(@D)`; None for rules that have no single output.

    Returns:
      A string. `$$` became `$`.
    """
    return ctx.expand_make_variables(
        attribute,
        ctx.expand_location(value, targets),
        _variables(ctx, output),
    )

def _variables(ctx, output):
    label = ctx.label
    places = {"@": output.path, "@D": output.dirname} if output else {}
    return places | {
        "BUILD_FILE_PATH": "/".join([part for part in [label.package, "BUILD.bazel"] if part]),
        "RULEDIR": "/".join([
            part
            for part in [ctx.bin_dir.path, label.workspace_root, label.package]
            if part
        ]),
        "TARGET": "@" + str(label).removeprefix("@@") if label.repo_name else str(label).removeprefix("@@"),
        "VERSION_FILE": ctx.version_file.path,
        "WORKSPACE": ctx.workspace_name,
    }
