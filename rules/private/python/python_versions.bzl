"""Versions of Python: what they look like, and when two of them agree."""

visibility(["//rules/..."])

def is_python_version(text):
    """Tells whether a text is a version of Python 3.

    Args:
      text: a string.

    Returns:
      True for texts such as "3.11" and "3.11.2".
    """
    parts = text.split(".")
    return len(parts) in [2, 3] and parts[0] == "3" and all([part.isdigit() for part in parts])

def python_minor(version):
    """Shortens a version to what names of directories and wheels have of it.

    Args:
      version: a string such as "3.11.2".

    Returns:
      A string such as "3.11".
    """
    return ".".join(version.split(".")[:2])

def versions_agree(one, other):
    """Tells whether two versions may be the same, as far as both say.

    Args:
      one: a string such as "3.11".
      other: a string such as "3.11.2".

    Returns:
      True when they are equal in all parts that both have.
    """
    return all([a == b for a, b in zip(one.split("."), other.split("."))])
