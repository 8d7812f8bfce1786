"""The rule expand_template and its macro."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "macro_attributes",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:expansion.bzl", "expand")
load("//rules/private/attributes:mistakes.bzl", "fail_on", "mistake")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":actions/write_template.bzl", "write_template")
load(":stamp.bzl", "STAMP_ATTRS", "STAMP_TABLE", "stamps")

visibility(["//rules/..."])

_RULE = "expand_template"

def key_mistakes(attribute, substitutions):
    """Checks the keys of a dict of substitutions.

    Args:
      attribute: name of the attribute.
      substitutions: its value.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake(
            'Cannot replace the key "{}" of {}: it {}'.format(key.replace("\t", "\\t"), attribute, problem),
            accepted = "text of one character or more, without tabs",
        )
        for key in substitutions
        for problem in (["is empty"] if not key else ["has a tab"] if "\t" in key else [])
    ]

_TABLE = {
    "template": row(
        attr.label,
        doc = "Set by the macro: the template.",
        allow_single_file = True,
    ),
    "template_lines": row(
        attr.string_list,
        doc = "Set by the macro: lines of the template, instead of `template`.",
    ),
    "substitutions": row(
        attr.string_dict,
        doc = """Dict from strings to their replacements. In replacements `$(location LABEL)`, `$(execpath LABEL)`,
`$(rootpath LABEL)`, `$(rlocationpath LABEL)`, their plurals, and make variables are expanded; `$$` stands for `$`.""",
        check = key_mistakes,
    ),
    "data": row(
        attr.label_list,
        doc = "Targets that replacements refer to; they become runfiles.",
        allow_files = True,
    ),
    "out": row(
        attr.output,
        doc = """The file to write. Defaults to the name of the template if that is a source file, otherwise to
`<name>.txt`.""",
    ),
    "is_executable": row(
        attr.bool,
        doc = "Whether the output is executable.",
    ),
    "stamp_substitutions": row(
        attr.string_dict,
        doc = """Dict like `substitutions`, with `{{KEY}}` in replacements standing for a value of the workspace
status. When stamping, it overrides `substitutions` for the same keys. A changed volatile value does not by itself
make Bazel
run the action again.""",
        check = key_mistakes,
    ),
} | STAMP_TABLE

def _expand_template_impl(ctx):
    fail_on(table_mistakes(_TABLE, ctx.attr), _RULE, ctx.label)
    output = ctx.outputs.out or _default_output(ctx)
    write_template(
        ctx,
        _RULE,
        is_executable = ctx.attr.is_executable,
        output = output,
        stamp = _stamp_of(ctx, output),
        substitutions = _expanded(ctx, "substitutions", output),
        template = struct(file = ctx.file.template, lines = ctx.attr.template_lines),
    )
    return [DefaultInfo(
        executable = output if ctx.attr.is_executable else None,
        files = depset([output]),
        runfiles = ctx.runfiles([output] + ctx.files.data).merge_all([
            target[DefaultInfo].default_runfiles
            for target in ctx.attr.data
        ]),
    )]

def _default_output(ctx):
    """A file of the same name as a template that is a source file, else NAME.txt."""
    template = ctx.file.template
    if template and template.is_source:
        return ctx.actions.declare_file(template.basename)
    return ctx.actions.declare_file(ctx.label.name + ".txt")

def _expanded(ctx, attribute, output):
    return {
        key: expand(ctx, attribute, value, ctx.attr.data, output)
        for key, value in getattr(ctx.attr, attribute).items()
    }

def _stamp_of(ctx, output):
    if not stamps(ctx):
        return None
    return struct(
        files = [ctx.info_file, ctx.version_file],
        substitutions = _expanded(ctx, "stamp_substitutions", output),
    )

expand_template_rule = rule(
    implementation = _expand_template_impl,
    doc = "Fills in a template; the macro `expand_template` says how.",
    attrs = TOOL_ATTRS | STAMP_ATTRS | attributes_of(_TABLE),
    toolchains = TOOL_TOOLCHAINS,
)

def expand_template(name, template, **kwargs):
    """Writes a file from a template, with strings replaced.

    ```python
    expand_template(
        name = "entrypoint",
        data = ["//mnist:weights"],
        substitutions = {":weights": "$(rlocationpath //mnist:weights)"},
        template = [
            "./{}/mnist".format(package_name()),
            "./{}/mnist.runfiles/:weights".format(package_name()),
        ],
    )
    ```

    If keys overlap, the longest match wins; replaced text is not searched again. So the order of keys does not matter.

    Args:
      name: name of the target.
      template: the template: a label, or a list of lines, which become a file without a newline at its end. The
        template itself is not expanded.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    attribute = "template_lines" if type(template) == "list" else "template"
    expand_template_rule(**macro_attributes(_TABLE, _RULE, name, kwargs | {attribute: template}))
