"""Which accelerator runtimes rt has, and where the files of runtimes are."""

load("//rules/private/attributes:mistakes.bzl", "mistake")

visibility(["//rules/..."])

# Those that have flags in @rt//runtimes, in the order of their layers, bottom first.
RUNTIMES = ["tpu", "neuron", "cuda", "rocm", "cpu"]

# In an image; a runtime's own directory has its name.
RUNTIMES_DIRECTORY = "opt/rt"

# In the runfiles of a program, the same in every workspace; a runtime's own directory has its name.
RUNFILES_DIRECTORY = "rt_runtimes"

# What goes into a search path for shared libraries.
_LIBRARY = ".so"

def library_directories(paths):
    """Lists the directories that have shared libraries.

    Args:
      paths: list of strings: paths of files.

    Returns:
      A list of strings, in the order of the first library of each.
    """
    return {path.rpartition("/")[0]: None for path in paths if is_library(path)}.keys()

def runtime_files(runtime, files):
    """Moves files from places of a runtime to paths in an image.

    Args:
      runtime: name of the runtime.
      files: list of structs: file (File) and path (string, below the directory of the runtime).

    Returns:
      A list of the same kind, with paths from the root of an image, without a slash before them.
    """
    root = "{}/{}/".format(RUNTIMES_DIRECTORY, runtime)
    return [struct(file = each.file, path = root + each.path) for each in files]

def is_library(path):
    """Tells a shared library by its name: `libx.so`, `libx.so.1.2`.

    Args:
      path: string.

    Returns:
      A bool.
    """
    name = path.rpartition("/")[2]
    return name.endswith(_LIBRARY) or _LIBRARY + "." in name

def runtime_runfiles(ctx, runtimes):
    """Makes what a program has of runtimes: `rt_runtimes/NAME/lib/...` in its runfiles, in any workspace.

    Args:
      ctx: the rule context.
      runtimes: list of RuntimeInfo.

    Returns:
      runfiles.
    """
    return ctx.runfiles(root_symlinks = {
        RUNFILES_DIRECTORY + each.path.removeprefix("/" + RUNTIMES_DIRECTORY): each.file
        for runtime in runtimes
        for each in runtime.files
    })

def place_mistakes(attribute, places):
    """Checks places of files below the directory of a runtime.

    Args:
      attribute: name of the attribute.
      places: list of strings.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake(
            'Cannot place a file of {} at "{}"'.format(attribute, place),
            accepted = 'a relative path without "." and "..", such as "lib/libcudart.so.13"',
        )
        for place in places
        if any([part in ["", ".", ".."] for part in place.split("/")])
    ] + [
        mistake('Cannot place two files of {} at "{}"'.format(attribute, place))
        for place in _twice(places)
    ]

def _twice(places):
    counts = {}
    for place in places:
        counts[place] = counts.get(place, 0) + 1
    return [place for place, count in counts.items() if count > 1]
