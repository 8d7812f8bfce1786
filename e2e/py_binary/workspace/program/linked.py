"""Imports a package by a link of its virtual environment, and a module by a line of a .pth file there."""

import json
import os
import sys

import greeting
import markupsafe

print(
    json.dumps(
        [
            sys.executable,
            markupsafe.__file__,
            greeting.__file__,
            str(markupsafe.escape("<")),
            os.environ["BY_PTH"],
        ]
    )
)
