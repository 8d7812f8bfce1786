"""Argument lines: how arguments are written into the files that the rt program reads."""

visibility(["//rules/..."])

def escape_line(value):
    """Escapes one argument to fit on a line of an argument file.

    Args:
      value: string, in which anything may stand.

    Returns:
      The string with a backslash as `\\\\` and a newline as `\\n`.
    """
    return value.replace("\\", "\\\\").replace("\n", "\\n")

def runfiles_key(file):
    """Names a file by its place in the runfiles, the same at build time and at run time.

    Args:
      file: a File.

    Returns:
      `_main/PATH` for a file of the main repository, `REPOSITORY/PATH` for one of another.
    """
    path = file.short_path
    return path[3:] if path.startswith("../") else "_main/" + path
