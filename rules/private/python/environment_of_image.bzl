"""What every image with a virtual environment has: its layers, and the search path of its programs."""

visibility(["//rules/..."])

# What container engines search where an image has no PATH.
_USUAL_PATH = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]

def environment_layers(environment):
    """Lists the layers of an environment.

    Args:
      environment: PythonEnvironmentInfo, or None.

    Returns:
      A list of LayerSetInfo, bottom first: the interpreter, unless a base has it, and the wheels.
    """
    if not environment:
        return []
    below = [environment.interpreter_layers] if environment.interpreter_layers else []
    return below + [environment.layers]

def search_path_options(directories, base):
    """Says where an image looks for programs, as options of `rt image build`.

    Args:
      directories: list of absolute paths that are searched first.
      base: the target of the base, or None. A base has a search path of its own, which stays behind these.

    Returns:
      A list of strings.
    """
    return ["--search-path=PATH=" + directory for directory in directories + ([] if base else _USUAL_PATH)]
