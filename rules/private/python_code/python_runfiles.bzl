"""Where the runfiles of a program in Python are in an image, and where Python looks for modules in them."""

load("//rules/private/arguments:argument_lines.bzl", "runfiles_key")

visibility(["//rules/private/..."])

# One place for all programs, so that the layers of their packages are the same everywhere.
_DIRECTORY = "app"

# What a py_binary of newer versions of rules_python has in its runfiles: a virtual environment of links.
_ENVIRONMENT = ".venv/"
_PROGRAMS = ".venv/bin/python"
_SITE = "/site-packages/"

# What the paths of files of the main repository begin with in runfiles.
_OWN = "_main/"

def python_root(prefix = ""):
    """Finds the directory of the runfiles in an image.

    Args:
      prefix: a directory of the image, without slashes at its ends; empty for the usual one.

    Returns:
      A path without a leading slash.
    """
    return (prefix or _DIRECTORY) + "/runfiles"

def start_of(program, python, root):
    """Lists the words that start a program in Python.

    Args:
      program: PyBinaryInfo.
      python: absolute path of the interpreter in the image.
      root: directory of the runfiles, without a leading slash.

    Returns:
      A list of strings.
    """
    if program.module:
        return [python, "-m", program.module]
    return [python, "/{}/{}".format(root, runfiles_key(program.main))]

def search_paths_of(program, files, root):
    """Lists where Python looks for modules, as the launcher of a py_binary has it.

    Args:
      program: PyBinaryInfo.
      files: list of File: the runfiles.
      root: directory of the runfiles, without a leading slash.

    Returns:
      A list of absolute paths: environments in the runfiles, the runfiles, the imports of libraries, then the roots of
      repositories that have anything beside what these imports lead to.
    """
    imports = {path: None for path in program.imports.to_list()}
    inside = tuple([path + "/" for path in imports])
    keys = [runfiles_key(file) for file in files]
    repositories = {"_main": None} | {
        key.partition("/")[0]: None
        for key in sorted(keys)
        if not key.startswith(inside)
    }
    paths = environment_sites(keys) + [""] + imports.keys() + repositories.keys()
    return {"/{}/{}".format(root, path).rstrip("/"): None for path in paths}.keys()

def environment_sites(keys):
    """Lists the directories of packages of virtual environments in runfiles.

    Args:
      keys: list of strings: paths of the runfiles.

    Returns:
      A list of paths in the runfiles.
    """
    return {
        key.partition(_SITE)[0] + _SITE.rstrip("/"): None
        for key in keys
        if _ENVIRONMENT + "lib/python" in key.partition(_SITE)[0] + "/" and _SITE in key
    }.keys()

def unneeded_files(program, launcher, files, has_interpreter):
    """Lists runfiles that nothing needs where the program starts without its launcher.

    Args:
      program: PyBinaryInfo.
      launcher: File.
      files: list of File: the runfiles.
      has_interpreter: whether the image has another interpreter than that of the toolchain.

    Returns:
      A list of File.
    """
    launchers = [launcher] if launcher != program.main else []
    if not has_interpreter:
        return launchers
    links = [file for file in files if _PROGRAMS in file.short_path]
    return launchers + program.runtime_files.to_list() + links

def environment_version(files):
    """Finds the version of Python that a virtual environment in runfiles is for.

    Args:
      files: list of File: the runfiles.

    Returns:
      A string such as `3.11`; empty where there is none.
    """
    sites = environment_sites([runfiles_key(file) for file in files])
    return sites[0].removesuffix(_SITE.rstrip("/")).rpartition("/python")[2] if sites else ""

def library_prefixes(program, files):
    """Lists what the paths of files begin with that are of packages: of other repositories, or of an environment.

    Args:
      program: PyBinaryInfo.
      files: list of File: the runfiles.

    Returns:
      A tuple of beginnings of `short_path`.
    """
    sites = environment_sites([runfiles_key(file) for file in files])
    packages = [path for path in program.imports.to_list() if not path.startswith(_OWN)]
    return tuple([
        (path.removeprefix(_OWN) if path.startswith(_OWN) else "../" + path) + "/"
        for path in packages + sites
    ])
