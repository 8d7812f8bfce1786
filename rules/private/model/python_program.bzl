"""Programs in Python: what starts a py_binary in an image, without its launcher."""

load("//rules/private/arguments:argument_lines.bzl", "runfiles_key")
load("//rules/private/attributes:mistakes.bzl", "build_file", "label_text", "mistake")
load("//rules/private/python_code:py_binary_info.bzl", "PyBinaryInfo")
load(
    "//rules/private/python_code:python_runfiles.bzl",
    "environment_version",
    "python_root",
    "search_paths_of",
    "start_of",
    "unneeded_files",
)
load("//rules/private/python_code:site_files.bzl", "SITE_DIRECTORY", "has_site_files")

visibility(["//rules/private/..."])

_PATH = "PYTHONPATH"

def python_program(binary, interpreter, bytecode, prefix = "", python = None):
    """Describes how a py_binary starts.

    Args:
      binary: Target.
      interpreter: PythonInterpreterInfo, or None for that of the binary's toolchain.
      bytecode: whether compiled files are wanted.
      prefix: directory of the image for the runfiles, without slashes at its ends; empty for the usual one.
      python: absolute path of what starts in place of the interpreter; None for the interpreter itself.

    Returns:
      A struct of program (PyBinaryInfo), root (string: the directory of its runfiles), interpreter (struct of compiler,
      version and path), bytecode, mentions_bytecode and has_site_files (bools), entrypoint (list of strings), unneeded
      (list of File of the runfiles that the image does not have) and options (list of strings for the action that makes
      the image); None for other programs.
    """
    if PyBinaryInfo not in binary:
        return None
    program = binary[PyBinaryInfo]
    root = python_root(prefix)
    starter = interpreter or struct(
        compiler = None,
        libc = "",
        libc_version = "",
        path = "/{}/{}".format(root, runfiles_key(program.interpreter)),
        version = program.version,
    )
    info = binary[DefaultInfo]
    files = info.default_runfiles.files.to_list()
    unneeded = unneeded_files(program, info.files_to_run.executable, files, bool(interpreter))
    without = {file: None for file in unneeded}
    found = [file for file in files if file not in without]
    with_site_files = has_site_files(found)
    site = ["/{}/{}".format(root, SITE_DIRECTORY)] if with_site_files else []
    places = site + search_paths_of(program, found, root)
    return struct(
        bytecode = bytecode,
        entrypoint = start_of(program, python or starter.path, root),
        interpreter = starter,
        mentions_bytecode = not python,
        has_site_files = with_site_files,
        options = ["--search-path={}={}".format(_PATH, path) for path in places],
        program = program,
        root = root,
        unneeded = unneeded,
    )

def with_search_path(env):
    """Makes directories of PYTHONPATH come after those of the program, as its launcher does.

    Args:
      env: dict of variables, in which `$NAME` refers to others.

    Returns:
      A dict.
    """
    value = env.get(_PATH)
    if not value or "$" + _PATH in value or "${" + _PATH + "}" in value:
        return env
    return env | {_PATH: "${}:{}".format(_PATH, value)}

def python_mistakes(binary, interpreter, label):
    """Checks that a program can be started by an interpreter.

    Args:
      binary: Target.
      interpreter: PythonInterpreterInfo or None.
      label: Label of the image.

    Returns:
      A list of structs for `fail_on`.
    """
    name, file = label_text(binary.label), build_file(label)
    if PyBinaryInfo not in binary:
        return [mistake(
            'Cannot start "{}" by an interpreter: it is not a py_binary'.format(name),
            accepted = "a py_binary of Bazel or rules_python, with its file of main",
            fix = "name one in binary, or remove interpreter, in " + file,
        )] if interpreter else []
    program = binary[PyBinaryInfo]
    if not interpreter:
        return [] if program.interpreter else [mistake(
            'Cannot tell which Python starts "{}": its toolchain has one of the build machine'.format(
                name,
            ),
            accepted = "interpreter: a python.interpreter, or a python_interpreter for one in the base; " +
                       "or a toolchain that has its Python in runfiles",
            fix = 'set interpreter = "@python_3_11" in ' + file,
        )]
    version = program.version or environment_version(binary[DefaultInfo].default_runfiles.files.to_list())
    if not _contradicts(version, interpreter.version):
        return []
    return [mistake(
        'Cannot start "{}" with Python {}: its toolchain and packages are for Python {}'.format(
            name,
            interpreter.version,
            version,
        ),
        accepted = "an interpreter of that version",
        fix = "name another interpreter in {}, or choose another python_version for the py_binary".format(file),
    )]

def _contradicts(one, other):
    return any([a != b for a, b in zip(one.split("."), other.split("."))]) if one and other else False
