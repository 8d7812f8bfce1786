"""Says how it was started, and uses all that it has."""

import json
import os
import sys

import greeting
import markupsafe
import numpy
from bazel_tools.tools.python.runfiles import runfiles as built_in
from runfiles import Runfiles

MODEL = "_main/program/model.safetensors"


def read(path: str) -> str:
    """Gives the text of a file."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def is_compiled(path: str) -> bool:
    """Tells whether a compiled file came with the image: Python itself writes others."""
    with open(path, "rb") as file:
        return file.read(8)[4] == 1


print(
    json.dumps(
        {
            "argv": sys.argv,
            "built_in": read(built_in.Create().Rlocation(MODEL)),
            "compiled": [is_compiled(each.__cached__) for each in (greeting, markupsafe, numpy)],
            "directory": os.getcwd(),
            "executable": sys.executable,
            "greeting": greeting.greet(markupsafe.escape("<you>")),
            "labels": read(sys.argv[1].partition("=")[2]),
            "mode": os.environ["MODE"],
            "mean": float(numpy.linalg.norm(numpy.array([3.0, 4.0]))),
            "runfiles": read(Runfiles.Create().Rlocation(MODEL)),
        },
    ),
)
