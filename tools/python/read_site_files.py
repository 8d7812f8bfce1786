"""Reads the `.pth` files of virtual environments in PYTHONPATH, as a Python started in them does.

In images it is `sitecustomize`, which Python imports before a program. Another one, that of the
system or of the program, follows.
"""

import os
import site
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

NAME = "sitecustomize"
HERE = os.path.dirname(os.path.abspath(__file__))


def environments(path: str) -> list[str]:
    """The directories of packages of virtual environments in a search path."""
    return [
        entry
        for entry in path.split(os.pathsep)
        if ".venv/lib/python" in entry and entry.endswith("/site-packages")
    ]


def run_next() -> None:
    """Runs the next module of this name."""
    spec = PathFinder.find_spec(NAME, [entry for entry in sys.path if entry != HERE])
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(module_from_spec(spec))


if __name__ == NAME:
    for environment in environments(os.environ.get("PYTHONPATH", "")):
        site.addsitedir(environment)
    run_next()
