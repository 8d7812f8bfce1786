"""Imports the entrypoint of a model, as the image that has it will.

Arguments: the directory with the files of the image; a file that says in JSON what to import from
where, with which variables; and the architecture of the image. Wheels of another architecture than
this machine's cannot be imported, so that nothing is checked then.
"""

import importlib
import json
import os
import platform
import sys
import traceback

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def explain(entrypoint: str, error: BaseException) -> str:
    """What went wrong: the last line of the traceback, and the wheel that is missing."""
    last = traceback.format_exception_only(type(error), error)[-1].strip()
    lines = [f'Cannot import the entrypoint "{entrypoint}": {last}']
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    if name:
        lines.append(f'  fix: add the wheel that has "{name.partition(".")[0]}" to wheels')
    return "\n".join(lines)


def main(tree: str, settings: str, architecture: str) -> None:
    """Imports the module, and looks for the functions that every model has."""
    if ARCHITECTURES.get(platform.machine(), platform.machine()) != architecture:
        print("not imported: the image is for", architecture)
        return
    with open(settings, encoding="utf-8") as file:
        wanted = json.load(file)
    root = os.path.abspath(tree)
    os.environ.update(
        {name: value.replace("{root}", root) for name, value in wanted["env"].items()}
    )
    os.chdir(os.path.join(root, wanted["directory"]))
    sys.path.insert(0, os.path.join(root, wanted["path"]))
    output, sys.stdout = sys.stdout, sys.stderr
    try:
        module = importlib.import_module(wanted["module"])
    except BaseException as error:  # Whatever keeps it from being imported.
        sys.exit(explain(wanted["module"], error))
    missing = [name for name in wanted["functions"] if not callable(getattr(module, name, None))]
    if missing:
        sys.exit(f'The entrypoint "{wanted["module"]}" has no {", no ".join(missing)}')
    print("imported:", wanted["module"], file=output)


if __name__ == "__main__":
    main(*sys.argv[1:])
