"""The entrypoint of base images, as containers run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from base_image.entrypoint import command_of

ENTRYPOINT = Path(__file__).parents[1] / "base_image" / "entrypoint.py"


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(ENTRYPOINT), *arguments],
        capture_output=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", **environment},
        text=True,
    )


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], ["python3"]),
        (["python", "-c", "1"], ["python", "-c", "1"]),
        (["--port", "80"], ["bentoml", "serve", "--port", "80"]),
    ],
)
def test_command(arguments: list[str], command: list[str]) -> None:
    assert command_of(arguments) == command


def test_becomes_the_program() -> None:
    assert start("sh", "-c", 'echo "$0 $1"', "a", "b c").stdout == "a b c\n"
    assert start("sh", "-c", "exit 3").returncode == 3


def test_passes_the_port() -> None:
    assert start("sh", "-c", "echo $BENTOML_PORT", PORT="81").stdout == "81\n"
    assert start("sh", "-c", "echo ${BENTOML_PORT-none}").stdout == "none\n"


def test_says_what_is_not_there() -> None:
    outcome = start("no-such-program")
    assert outcome.returncode == 127
    assert outcome.stderr == "Cannot start no-such-program: No such file or directory\n"
    assert start("/").returncode == 126
