"""The action that makes a tar, and the layer set that describes it."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options", "add_key_options")
load("//rules/private/program:actions/locality.bzl", "ANYWHERE", "BESIDE_INPUTS")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":content.bzl", "add_entry_lines", "content_files")

visibility(["//rules/private/..."])

def write_tar(ctx, rule, srcs, output, layers, mtree, options, include_runfiles, exclude, preserve_symlinks):
    """Makes a tar.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      srcs: list of Target: what goes in, or what `mtree` refers to.
      output: File: the archive to write.
      layers: File: the layer set to write.
      mtree: File: mtree text that says what goes in, or None.
      options: list of strings: options of `rt layer tar` for the compression and the entries.
      include_runfiles: whether programs bring their runfiles.
      exclude: list of Target whose runfiles programs do not bring.
      preserve_symlinks: whether relative symbolic links stay links.
    """
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [output])
    add_file_options(args, "layers", [layers])
    add_key_options(args, "key", [output])
    args.add_all(options, map_each = escape_line)
    if preserve_symlinks:
        args.add("--preserve-symlinks")
    if mtree:
        add_file_options(args, "mtree", [mtree])
    else:
        add_entry_lines(args, srcs, include_runfiles, exclude)
    run_tool(
        ctx,
        arguments = [args],
        command = "layer tar",
        inputs = depset([mtree] if mtree else [], transitive = [content_files(srcs, include_runfiles, exclude)]),
        locality = BESIDE_INPUTS if preserve_symlinks else ANYWHERE,
        mnemonic = "RtLayerTar",
        outputs = [output, layers],
        # An mtree has paths of files in its text; links are links under their own paths only.
        path_mapping = not mtree and not preserve_symlinks,
        progress_message = "Packing layer %{label}",
    )
