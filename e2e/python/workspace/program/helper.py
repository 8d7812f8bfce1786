"""A module of the program itself."""

import platform


def where() -> str:
    """Which Python this is, on which processor."""
    return f"Python {platform.python_version()} on {platform.machine()}"
