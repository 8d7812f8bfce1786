"""What goes into a layer: the files of targets, and the runfiles of programs, as entry lines of the rt program."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")

visibility(["//rules/..."])

def content_files(srcs, include_runfiles, exclude):
    """Collects the files that the entry lines of targets are about.

    Args:
      srcs: list of Target.
      include_runfiles: whether programs bring their runfiles.
      exclude: list of Target whose runfiles programs do not bring.

    Returns:
      A depset of File.
    """
    excluded = _runfiles_of(exclude)
    return depset(
        [
            src[DefaultInfo].files_to_run.repo_mapping_manifest
            for src in srcs
            if include_runfiles and _is_program(src) and src[DefaultInfo].files_to_run.repo_mapping_manifest
        ],
        transitive = [src[DefaultInfo].files for src in srcs] + [
            files
            for src in srcs
            if include_runfiles and _is_program(src)
            for files in _runfiles_files(src[DefaultInfo].default_runfiles, excluded)
        ],
    )

def add_entry_lines(args, srcs, include_runfiles, exclude):
    """Adds entry lines for targets. Must come last: they are operands.

    A file goes to its path in its repository; a directory brings what is in it. A program `pkg/bin` also
    brings `pkg/bin.runfiles/` with `_main/PATH` for files of the main repository, `REPOSITORY/PATH` for
    those of others (canonical names), empty files, symlinks, root symlinks, and `_repo_mapping`.

    Args:
      args: the Args to add to, from `argument_file`.
      srcs: list of Target.
      include_runfiles: whether programs bring their runfiles.
      exclude: list of Target whose runfiles programs do not bring.
    """
    excluded = _runfiles_of(exclude)
    args.add("--")
    for src in srcs:
        add_file_lines(args, src[DefaultInfo].files)
    if include_runfiles:
        for src in srcs:
            if _is_program(src):
                _add_runfiles_lines(args, src[DefaultInfo], excluded)

def add_file_lines(args, files):
    """Adds entry lines for files and directories, which go to their paths in their repositories.

    Args:
      args: the Args to add to, after `--`.
      files: depset or list of File.
    """
    args.add_all(files, map_each = _file_line, expand_directories = False)

def _is_program(src):
    """A source file counts as executable for Bazel, but only what a rule made has runfiles."""
    run = src[DefaultInfo].files_to_run
    return bool(run.executable and (run.runfiles_manifest or run.repo_mapping_manifest))

def _runfiles_of(targets):
    """The files that targets bring to the runfiles of a program: keys of a dict."""
    return {
        file: None
        for target in targets
        for files in [target[DefaultInfo].files] + _runfiles_files(target[DefaultInfo].default_runfiles, {})
        for file in files.to_list()
    }

def _runfiles_files(runfiles, excluded):
    """A list of depsets of File."""
    links = depset(transitive = [runfiles.symlinks, runfiles.root_symlinks])

    # Not Files but pairs of a path and a File, so Bazel has no way to make inputs of them as they are.
    return [
        _without(runfiles.files, excluded),
        depset([link.target_file for link in links.to_list() if link.target_file not in excluded]),
    ]

def _without(files, excluded):
    """A depset stays one unless something is excluded: flat lists are for few programs."""
    return depset([file for file in files.to_list() if file not in excluded]) if excluded else files

def _links_without(links, excluded):
    return [link for link in links.to_list() if link.target_file not in excluded] if excluded else links

def _add_runfiles_lines(args, info, excluded):
    runfiles = info.default_runfiles
    args.add(escape_line("under\t" + runfiles_root(info.files_to_run.executable)))
    add_runfiles_lines(
        args,
        empty_filenames = runfiles.empty_filenames,
        files = _without(runfiles.files, excluded),
        repo_mapping = info.files_to_run.repo_mapping_manifest,
        root_symlinks = _links_without(runfiles.root_symlinks, excluded),
        symlinks = _links_without(runfiles.symlinks, excluded),
    )
    args.add("under\t")

def runfiles_root(executable):
    """The directory of an image that holds the runfiles of a program.

    Args:
      executable: File.

    Returns:
      A path without a leading slash.
    """
    return _image_path(executable) + ".runfiles"

def add_runfiles_lines(args, files, symlinks, root_symlinks, empty_filenames = None, repo_mapping = None):
    """Adds entry lines for parts of a program's runfiles, to be below the program's `runfiles_root`.

    Args:
      args: the Args to add to, after `--` and a line `under`.
      files: depset or list of File.
      symlinks: depset or list of SymlinkEntry.
      root_symlinks: depset or list of SymlinkEntry.
      empty_filenames: depset of strings, or None.
      repo_mapping: File or None.
    """
    args.add_all(files, map_each = _runfile_line, expand_directories = False)
    args.add_all(empty_filenames or [], map_each = _empty_line)
    args.add_all(symlinks, map_each = _symlink_line)
    args.add_all(root_symlinks, map_each = _root_symlink_line)
    args.add_all([repo_mapping] if repo_mapping else [], map_each = _repo_mapping_line)

def _image_path(file):
    """The path of a file in its repository."""
    path = file.short_path
    return path.split("/", 2)[2] if path.startswith("../") else path

def _runfiles_path(path):
    """The place of a runfile below the runfiles directory, from a path relative to the main repository's."""
    return path[3:] if path.startswith("../") else "_main/" + path

def _source_line(dest, file):
    return escape_line("source\t{}\t{}".format(dest, file.path))

def _file_line(file):
    return _source_line(_image_path(file), file)

def _runfile_line(file):
    return _source_line(_runfiles_path(file.short_path), file)

def _empty_line(path):
    return escape_line("empty\t" + _runfiles_path(path))

def _symlink_line(link):
    return _source_line(_runfiles_path(link.path), link.target_file)

def _root_symlink_line(link):
    return _source_line(link.path, link.target_file)

def _repo_mapping_line(file):
    return _source_line("_repo_mapping", file)
