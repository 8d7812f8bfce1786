"""The rule tar and its macro."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "macro_attributes",
    "options_of",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:expansion.bzl", "expand")
load("//rules/private/attributes:mistakes.bzl", "fail_on", "mistake")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":actions/write_tar.bzl", "write_tar")
load(":content_attributes.bzl", "CONTENT_TABLE", "ENTRY_TABLE")
load(":layer_set_info.bzl", "LayerSetInfo")

visibility(["//rules/..."])

_RULE = "tar"

# What each compression has: extension of the file name, lowest and highest level.
_COMPRESSIONS = {
    "": struct(extension = ".tar", levels = None),
    "gzip": struct(extension = ".tar.gz", levels = (0, 9)),
    "zstd": struct(extension = ".tar.zst", levels = (1, 22)),
}

# A level that no compression has: the usual one is meant.
_USUAL_LEVEL = -1

_TABLE = {
    "srcs": row(
        attr.label_list,
        doc = "Files, directories and programs to pack, or those that `mtree` refers to.",
        allow_files = True,
    ),
    "mtree": row(
        attr.label,
        doc = "Set by the macro: an mtree file that says what goes in.",
        allow_single_file = True,
    ),
    "mtree_lines": row(
        attr.string_list,
        doc = "Set by the macro: lines of mtree text, instead of `mtree`.",
    ),
    "compress": row(
        attr.string,
        doc = """`""`, `"gzip"` or `"zstd"`.""",
        option = "compress",
    ),
    "level": row(
        attr.int,
        doc = "Compression level: 0 to 9 for gzip (default 6), 1 to 22 for zstd (default 3).",
        default = _USUAL_LEVEL,
    ),
    "args": row(
        attr.string_list,
        doc = """Arguments as for bsdtar: `["--options", "zstd:compression-level=9"]` is another way to set the level.
Any others are an error that lists the supported ones.""",
        option = "option",
    ),
    "out": row(
        attr.output,
        doc = "The archive to write; by default `<name>.tar`, `<name>.tar.gz` or `<name>.tar.zst`.",
    ),
} | CONTENT_TABLE

def _tar_impl(ctx):
    fail_on(_mistakes(ctx), _RULE, ctx.label)
    extension = _COMPRESSIONS[ctx.attr.compress].extension
    output = ctx.outputs.out or ctx.actions.declare_file(ctx.label.name + extension)
    layers = ctx.actions.declare_file(ctx.label.name + ".layers.json")
    write_tar(
        ctx,
        _RULE,
        exclude = ctx.attr.exclude,
        include_runfiles = ctx.attr.include_runfiles,
        layers = layers,
        mtree = _mtree_of(ctx),
        options = _options_of(ctx.attr),
        output = output,
        preserve_symlinks = ctx.attr.preserve_symlinks,
        srcs = ctx.attr.srcs,
    )
    return [
        DefaultInfo(files = depset([output]), runfiles = ctx.runfiles([output])),
        LayerSetInfo(blobs = depset([output]), layer_sets = depset([layers]), sources = depset()),
        OutputGroupInfo(layers = depset([layers])),
    ]

def _mistakes(ctx):
    return (
        compression_mistakes(ctx.attr.compress, ctx.attr.level) +
        table_mistakes(ENTRY_TABLE, ctx.attr) +
        tree_mistakes(bool(ctx.attr.mtree or ctx.attr.mtree_lines), ctx.attr)
    )

def compression_mistakes(compress, level):
    """Checks how a tar should be compressed.

    Args:
      compress: name of the compression.
      level: its level, or -1 for the usual one.

    Returns:
      A list of structs for `fail_on`.
    """
    if compress not in _COMPRESSIONS:
        return [mistake(
            'Cannot compress with "{}"'.format(compress),
            accepted = ", ".join(['"{}"'.format(known) for known in _COMPRESSIONS]),
        )]
    levels = _COMPRESSIONS[compress].levels
    if level == _USUAL_LEVEL or levels and levels[0] <= level and level <= levels[1]:
        return []
    return [mistake(
        'Cannot use level {} with compress = "{}"'.format(level, compress),
        accepted = (
            "a level from {} to {}".format(*levels) if levels else 'a level together with compress = "gzip" or "zstd"'
        ),
    )]

def tree_mistakes(has_mtree, attributes):
    """Checks attributes that say what goes in, which an mtree says already.

    Args:
      has_mtree: whether there is an mtree.
      attributes: `ctx.attr`, or a struct of the attributes of CONTENT_TABLE.

    Returns:
      A list of structs for `fail_on`.
    """
    given = [
        text
        for text, is_given in {
            "exclude": attributes.exclude,
            "include_runfiles = False": not attributes.include_runfiles,
            "preserve_symlinks = True": attributes.preserve_symlinks,
        }.items() + [(name, getattr(attributes, name)) for name in ENTRY_TABLE]
        if has_mtree and is_given
    ]
    return [
        mistake(
            "Cannot use {} together with mtree, which lists the contents".format(text),
            accepted = text + ' with mtree = "auto"',
            fix = "give it to the mtree_spec that makes the mtree, or change the lines of the mtree",
        )
        for text in given
    ]

def _mtree_of(ctx):
    """The mtree file: as given, or with the given lines, or None."""
    if not ctx.attr.mtree_lines:
        return ctx.file.mtree
    output = ctx.actions.declare_file(ctx.label.name + ".spec")
    lines = [expand(ctx, "mtree", line, ctx.attr.srcs) for line in ctx.attr.mtree_lines]
    ctx.actions.write(output, "\n".join(["#mtree"] + lines + [""]))
    return output

def _options_of(attributes):
    level = ["--level={}".format(attributes.level)] if attributes.level != _USUAL_LEVEL else []
    return options_of(_TABLE, attributes) + level

tar_rule = rule(
    implementation = _tar_impl,
    doc = "Makes a tar, which is a layer of images; the macro `tar` says how.",
    attrs = TOOL_ATTRS | attributes_of(_TABLE),
    provides = [LayerSetInfo],
    toolchains = TOOL_TOOLCHAINS,
)

def tar(name, mtree = "auto", **kwargs):
    """Packs files into a tar, to be used as an image layer.

    The same files give the same bytes on every machine, with any number of processors, in every compilation mode.
    Names may have any length and language, and files any size. The digests that an image needs are computed in the
    same pass.

    ```python
    tar(
        name = "archive",
        srcs = [":mnist"],
        args = ["--options", "zstd:compression-level=9"],
        compress = "zstd",
        mtree = ":mtree",
    )
    ```

    Args:
      name: name of the target.
      mtree: what goes in. `"auto"` packs `srcs` as `mtree_spec` lists them. A label names a file with mtree text. A
        list contains lines of mtree text, in which `$(execpath LABEL)` and the like name files of `srcs`, and make
        variables are expanded: `"bin/app uid=0 gid=0 mode=0755 type=file content=$(execpath :app)"`. A keyword that
        mtree(5) does not have is an error. A select() must choose between labels. Attributes that modify the files
        (`exclude`, `include_runfiles`, `preserve_symlinks`, `strip_prefix`, `package_dir`, `mtime`, `owner`,
        `ownername`, `mode`) work only with `"auto"`.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    tar_rule(**(macro_attributes(_TABLE, _RULE, name, kwargs, others = ["mtree"]) | _tree(mtree)))

def _tree(mtree):
    """The attribute of the rule for each form of `mtree`."""
    if mtree == None or mtree == "auto":
        return {}
    if type(mtree) != "list":
        return {"mtree": mtree}

    # No lines make an empty archive, but an empty attribute counts as not given.
    return {"mtree_lines": mtree or [""]}
