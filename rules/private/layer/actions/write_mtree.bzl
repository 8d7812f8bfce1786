"""The action that lists files as mtree text."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/locality.bzl", "ANYWHERE", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":content.bzl", "add_entry_lines", "content_files")

visibility(["//rules/private/..."])

def write_mtree(ctx, rule, srcs, output, options, include_runfiles, exclude, preserve_symlinks):
    """Lists the files of targets as mtree text.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      srcs: list of Target.
      output: File: the mtree file to write.
      options: list of strings: options of `rt layer mtree` that change entries.
      include_runfiles: whether programs bring their runfiles.
      exclude: list of Target whose runfiles programs do not bring.
      preserve_symlinks: whether relative symbolic links stay links.
    """
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [output])
    args.add_all(options, map_each = escape_line)
    if preserve_symlinks:
        args.add("--preserve-symlinks")
    add_entry_lines(args, srcs, include_runfiles, exclude)
    run_tool(
        ctx,
        arguments = [args],
        command = "layer mtree",
        inputs = content_files(srcs, include_runfiles, exclude),
        locality = BESIDE_INPUTS if preserve_symlinks else ANYWHERE,
        mnemonic = "RtLayerMtree",
        outputs = [output],
        # The text says where the files are.
        path_mapping = False,
        progress_message = "Listing the files of %{label}",
    )
