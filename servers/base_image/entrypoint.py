"""What containers of base images start with: it becomes the program that is asked for.

Arguments that begin with an option are those of ``bentoml serve``. Where PORT is set, as platforms
for containers do, BentoML listens there.
"""

from __future__ import annotations

import os
import sys


def command_of(arguments: list[str]) -> list[str]:
    """The program and its arguments."""
    if arguments and arguments[0].startswith("-"):
        return ["bentoml", "serve", *arguments]
    return arguments or ["python3"]


def main() -> None:
    """Becomes the program; ends as a shell does where there is none."""
    port = os.environ.get("PORT")
    if port:
        os.environ["BENTOML_PORT"] = port
    command = command_of(sys.argv[1:])
    try:
        os.execvp(command[0], command)  # noqa: S606 (there is no shell to start)
    except OSError as error:
        print(f"Cannot start {command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(127 if isinstance(error, FileNotFoundError) else 126)


if __name__ == "__main__":
    main()
