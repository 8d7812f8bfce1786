"""The action that fills in a template."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def write_template(ctx, rule, output, template, substitutions, stamp, is_executable):
    """Fills in a template.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      output: File to write.
      template: struct of `file` (File or None) and, when that is None, `lines` (list of strings).
      substitutions: dict of text to its replacement.
      stamp: struct of `files` (list of File: workspace status) and `substitutions` (dict of text to a replacement
        in which `{{KEY}}` stands for a value of the files), or None for no stamping.
      is_executable: whether the output is a program.
    """
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [output])
    if is_executable:
        args.add("--executable")
    sources = [template.file] if template.file else []
    add_file_options(args, "template", sources)
    args.add_all(_options("line", [] if template.file else template.lines), map_each = escape_line)
    args.add_all(_options("substitution", _pairs(substitutions)), map_each = escape_line)
    if stamp:
        add_file_options(args, "stamp-file", stamp.files)
        args.add_all(_options("stamp-substitution", _pairs(stamp.substitutions)), map_each = escape_line)
    run_tool(
        ctx,
        arguments = [args],
        command = "template",
        inputs = depset(sources + (stamp.files if stamp else [])),
        mnemonic = "RtTemplate",
        outputs = [output],
        # Paths are in the texts already.
        path_mapping = False,
        progress_message = "Expanding %{label}",
    )

def _options(name, values):
    return ["--{}={}".format(name, value) for value in values]

def _pairs(substitutions):
    return ["{}\t{}".format(key, value) for key, value in substitutions.items()]
