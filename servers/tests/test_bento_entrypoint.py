from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import bento_entrypoint

BIN = Path("/venv/bin")
BENTO = {"BENTO_PATH": "/bento"}


@pytest.mark.parametrize(
    ("arguments", "variables", "expected"),
    [
        ([], {}, ["/venv/bin/bentoml", "serve", "/bento"]),
        (["-p", "80"], {}, ["/venv/bin/bentoml", "serve", "-p", "80", "/bento"]),
        (["serve", "--debug"], {}, ["/venv/bin/bentoml", "serve", "--debug", "/bento"]),
        (["serve-http"], {}, ["/venv/bin/bentoml", "serve-http", "/bento"]),
        (["serve-grpc"], {}, ["/venv/bin/bentoml", "serve-grpc", "/bento"]),
        (["python", "-c", "1"], {}, ["python", "-c", "1"]),
        (["python", "-m", "http.server"], {}, ["python", "-m", "http.server"]),
        (["python", "-m"], {}, ["python", "-m"]),
        (["bash"], {"BENTOML_SERVE_COMPONENT": "runner"}, ["bash"]),
        (
            ["start-http-server", "-x"],
            {},
            ["/venv/bin/bentoml", "start-http-server", "-x", "/bento"],
        ),
        (
            ["--port=1"],
            {"BENTOML_SERVE_COMPONENT": "http_server"},
            ["/venv/bin/bentoml", "start-http-server", "--port=1", "/bento"],
        ),
        (
            [],
            {"BENTOML_SERVE_COMPONENT": "grpc_server"},
            ["/venv/bin/bentoml", "start-grpc-server", "/bento"],
        ),
        (
            ["python", "-m", "bentoml._internal.server.cli.runner", "a"],
            {},
            ["/venv/bin/bentoml", "start-runner-server", "a"],
        ),
    ],
)
def test_command(arguments: list[str], variables: dict[str, str], expected: list[str]) -> None:
    assert bento_entrypoint.command_of(arguments, BENTO | variables, BIN) == expected


def test_servers_are_started_by_a_module_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "lib/python3.11/site-packages/bentoml_cli/_internal").mkdir(parents=True)
    programs = tmp_path / "bin"
    assert bento_entrypoint.command_of(["start-runner-server"], BENTO, programs) == [
        str(programs / "python"),
        *["-m", "bentoml_cli._internal.start", "start-runner-server", "/bento"],
    ]


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    program = Path(bento_entrypoint.__file__)
    return subprocess.run(
        [sys.executable, str(program), *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **BENTO, **variables},
        text=True,
    )


def test_a_program_takes_its_place_with_the_port_of_the_platform() -> None:
    code = "import os; print(os.environ['BENTOML_PORT'])"
    done = run(sys.executable, "-c", code, PORT="8080")
    assert done.stdout == "$PORT is set! Overriding $BENTOML_PORT with $PORT (8080)\n8080\n"
    assert done.returncode == 0


def test_a_program_that_is_not_there() -> None:
    done = run("no-such-program")
    assert (done.returncode, done.stdout) == (127, "")
    assert done.stderr == "Cannot start no-such-program: No such file or directory\n"


def test_a_program_that_cannot_be_run(tmp_path: Path) -> None:
    file = tmp_path / "program"
    file.write_text("")
    assert run(str(file)).returncode == 126
