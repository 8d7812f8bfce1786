"""Imports a package by a link of its virtual environment."""

import json
import sys

import markupsafe

print(json.dumps([sys.executable, markupsafe.__file__, str(markupsafe.escape("<"))]))
