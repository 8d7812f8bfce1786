"""The rule mtree_spec and its macro."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "macro_attributes",
    "options_of",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:mistakes.bzl", "fail_on")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":actions/write_mtree.bzl", "write_mtree")
load(":content_attributes.bzl", "CONTENT_TABLE")

visibility(["//rules/..."])

_RULE = "mtree_spec"

_TABLE = {
    "srcs": row(
        attr.label_list,
        doc = """Files, directories and programs. A directory includes its files and their parent directories;
directories in it that contain no file at any depth are left out, as they are in sandboxes and on remote machines.""",
        allow_files = True,
        mandatory = True,
    ),
    "out": row(
        attr.output,
        doc = "The file to write; `<name>.spec` by default.",
    ),
} | CONTENT_TABLE

def _mtree_spec_impl(ctx):
    fail_on(table_mistakes(_TABLE, ctx.attr), _RULE, ctx.label)
    output = ctx.outputs.out or ctx.actions.declare_file(ctx.label.name + ".spec")
    write_mtree(
        ctx,
        _RULE,
        exclude = ctx.attr.exclude,
        include_runfiles = ctx.attr.include_runfiles,
        options = options_of(_TABLE, ctx.attr),
        output = output,
        preserve_symlinks = ctx.attr.preserve_symlinks,
        srcs = ctx.attr.srcs,
    )
    return [DefaultInfo(files = depset([output]), runfiles = ctx.runfiles([output]))]

mtree_spec_rule = rule(
    implementation = _mtree_spec_impl,
    doc = "Lists files as mtree text; the macro `mtree_spec` says how.",
    attrs = TOOL_ATTRS | attributes_of(_TABLE),
    toolchains = TOOL_TOOLCHAINS,
)

def mtree_spec(name, **kwargs):
    """Lists the files of targets as [mtree](https://man.freebsd.org/cgi/man.cgi?mtree(5)) text.

    One line per entry, parents first, sorted by bytes:

    ```
    mnist/ uid=0 gid=0 time=1672560000 mode=0755 type=dir
    mnist/mnist uid=0 gid=0 time=1672560000 mode=0755 type=file content=bazel-out/.../mnist/mnist
    ```

    A file is placed at its path in its repository. A program `pkg/bin` also includes its runfiles, as
    `pkg/bin.runfiles/`: `_main/...` for files of the main repository, `<canonical name>/...` for those of others,
    empty files, symlinks, root symlinks, and `_repo_mapping`. Directories are expanded. Characters that mtree text
    cannot have (spaces, `#`, `=`, backslashes, control characters, all that is not ASCII) are written as `\\ooo`,
    three octal digits per byte.

    Two different files for one path are an error that names both.

    ```python
    mtree_spec(
        name = "mtree",
        srcs = [":mnist"],
    )
    ```

    Args:
      name: name of the target.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    mtree_spec_rule(**macro_attributes(_TABLE, _RULE, name, kwargs))
