"""What the image of a Bento starts: chooses the command as the entrypoint.sh of BentoML does.

Without arguments, or with options alone, the Bento is served. `serve` and its like take options as
well. Anything else is a program with its arguments. PORT counts as BENTOML_PORT does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

SERVE = ("serve", "serve-http", "serve-grpc")
START = ("start-http-server", "start-grpc-server", "start-runner-server")
# What Yatai below 1.0 starts.
MODULES = {
    "bentoml._internal.server.cli.runner": "start-runner-server",
    "bentoml._internal.server.cli.api_server": "start-http-server",
}
# Values of BENTOML_SERVE_COMPONENT.
COMPONENTS = {
    "grpc_server": "start-grpc-server",
    "http_server": "start-http-server",
    "runner": "start-runner-server",
}


def command_of(arguments: list[str], environment: dict[str, str], programs: Path) -> list[str]:
    """Chooses what to run.

    Args:
        arguments: those of the container.
        environment: its variables.
        programs: the directory that has the programs of the wheels.

    Returns:
        The program and its arguments.
    """
    bento = environment["BENTO_PATH"]
    if arguments[:2] == ["python", "-m"] and MODULES.get("".join(arguments[2:3])):
        return [*starter(programs), MODULES[arguments[2]], *arguments[3:]]
    if arguments and arguments[0] in START:
        return [*starter(programs), *arguments, bento]
    if arguments and arguments[0] in SERVE:
        return [str(programs / "bentoml"), *arguments, bento]
    if arguments and not arguments[0].startswith("-"):
        return arguments
    component = COMPONENTS.get(environment.get("BENTOML_SERVE_COMPONENT", ""))
    if component:
        return [*starter(programs), component, *arguments, bento]
    return [str(programs / "bentoml"), "serve", *arguments, bento]


def starter(programs: Path) -> list[str]:
    """The program that starts one process of a server: a module from 1.4 on."""
    packages = programs.parent.glob("lib/python3*/site-packages/bentoml_cli/_internal")
    if any(packages):
        return [str(programs / "python"), "-m", "bentoml_cli._internal.start"]
    return [str(programs / "bentoml")]


def changes(environment: dict[str, str]) -> dict[str, str]:
    """Variables that the command gets beside its own."""
    port = environment.get("PORT")
    return {} if port is None else {"BENTOML_PORT": port}


def main(arguments: list[str]) -> NoReturn:
    """Takes the place of this program with the command."""
    more = changes(dict(os.environ))
    if more:
        print(f"$PORT is set! Overriding $BENTOML_PORT with $PORT ({more['BENTOML_PORT']})")
        sys.stdout.flush()
    command = command_of(arguments, dict(os.environ), Path(sys.executable).parent)
    try:
        os.execvpe(command[0], command, {**os.environ, **more})  # noqa: S606
    except OSError as error:
        print(f"Cannot start {command[0]}: {error.strerror}", file=sys.stderr)
        # As shells have it: not found, or not to be run.
        sys.exit(127 if isinstance(error, FileNotFoundError) else 126)


if __name__ == "__main__":
    main(sys.argv[1:])
