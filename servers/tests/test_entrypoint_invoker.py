from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

SERVERS = Path(__file__).parent.parent
# What the console script of the image does.
COMMAND = "from odahuflow.entrypoint_invoker import main; main()"

MODEL = """
import os
print("loaded from " + os.environ["MODEL_LOCATION"])

def init():
    return os.environ.get("MODE", "matrix")

def predict_on_matrix(matrix, provided_columns_names=None):
    if matrix == [[0]]:
        raise ValueError("boom asked")
    if matrix == [[1]]:
        return [[float("nan")]], ["total"]
    return [[float(sum(row))] for row in matrix], ["total"]

def info():
    return [{"name": "a", "example": 1.5}], [{"name": "total", "example": 2}]
"""


class Run:
    """One run of `invoke` as a process of its own, as in the image."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, *arguments],
            capture_output=True,
            check=False,
            cwd=folder,
            env={"PATH": os.defpath, "PYTHONPATH": str(SERVERS), **environment},
            text=True,
        )
        self.status = done.returncode
        self.stdout = done.stdout
        self.stderr = done.stderr
        self.last_line = done.stderr.strip().rpartition("\n")[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = tmp_path / "model"
    model.mkdir()
    (model / "entrypoint.py").write_text(MODEL, encoding="utf-8")
    (tmp_path / "out").mkdir()
    return tmp_path


def in_image(folder: Path, *arguments: str, **environment: str) -> Run:
    return Run(
        folder, *arguments, MODEL_LOCATION="model", MODEL_ENTRYPOINT="entrypoint", **environment
    )


def request(folder: Path, text: str) -> str:
    (folder / "input.json").write_text(text, encoding="utf-8")
    return "input.json"


def test_predict_writes_a_file(folder: Path) -> None:
    run = in_image(folder, "predict", request(folder, '{"data":[[1,2,3],[4,5,6]]}'), "out")
    assert run.status == 0
    assert run.stdout == (
        "loaded from model\nPrediction is successful. Result file: out/results.json\n"
    )
    result = (folder / "out/results.json").read_text(encoding="utf-8")
    assert result == '{"prediction": [[6.0], [15.0]], "columns": ["total"]}'


def test_predict_writes_to_the_named_file(folder: Path) -> None:
    name = request(folder, '{"data":[[1]]}')
    run = in_image(folder, "predict", name, "out", "--output_file_name", "r.json")
    assert run.status == 0
    assert (folder / "out/r.json").read_text(encoding="utf-8") == (
        '{"prediction": [[NaN]], "columns": ["total"]}'
    )


def test_info(folder: Path) -> None:
    run = in_image(folder, "info")
    lines = run.stdout.splitlines()
    assert run.status == 0
    assert lines[1:6] == [
        "Input schema:",
        "{",
        '    "columns": {',
        '        "example": [',
        '            "a"',
    ]
    assert "Output schema:" in lines


@pytest.mark.parametrize("mode", ["matrix", "objects"])
def test_self_check(folder: Path, mode: str) -> None:
    run = in_image(folder, "self_check", MODE=mode)
    assert (run.status, run.stdout) == (0, "loaded from model\nSelf-check is successful\n")
    assert "head_input.pkl" in run.stderr


def test_self_check_predicts_on_the_sample(folder: Path) -> None:
    (folder / "model/head_input.pkl").write_bytes(pickle.dumps([[0]]))
    run = in_image(folder, "self_check")
    assert (run.status, run.last_line) == (1, "ValueError: boom asked")


@pytest.mark.parametrize("arguments", [["--help"], []])
def test_help(folder: Path, arguments: list[str]) -> None:
    run = in_image(folder, *arguments)
    assert (run.status, run.stderr) == (0, "")
    assert "{self_check,predict,info}" in run.stdout


def test_help_without_a_model(folder: Path) -> None:
    assert Run(folder, "--help").status == 0


@pytest.mark.parametrize(
    ("text", "last_line"),
    [
        ("{}", "odahuflow.entrypoint_invoker.CliError: Matrix is not provided"),
        (
            '{"data":[[0]]}',
            "odahuflow.entrypoint_invoker.CliError: Exception during prediction: boom asked",
        ),
        ("{", None),
    ],
)
def test_a_request_that_is_refused(folder: Path, text: str, last_line: str | None) -> None:
    run = in_image(folder, "predict", request(folder, text), "out")
    assert run.status == 1
    expected = last_line or "json.decoder.JSONDecodeError"
    assert run.last_line.startswith(expected)
    assert list((folder / "out").iterdir()) == []


def test_another_mode_cannot_predict(folder: Path) -> None:
    run = in_image(folder, "predict", request(folder, '{"data":[[1]]}'), "out", MODE="objects")
    assert run.status == 1
    assert run.last_line == (
        "odahuflow.entrypoint_invoker.CliError: Unknown model's return type: objects"
    )


def test_what_is_not_told(folder: Path) -> None:
    entrypoint = "Either MODEL_ENTRYPOINT env var or --entrypoint option MUST be specified"
    location = "Either MODEL_LOCATION env var or --model option MUST be specified"
    assert Run(folder).last_line == f"RuntimeError: {entrypoint}"
    assert Run(folder, "info").last_line == f"RuntimeError: {entrypoint}"
    assert Run(folder, "--entrypoint", "entrypoint", "info").last_line == (
        f"RuntimeError: {location}"
    )


def test_options_tell_as_well(folder: Path) -> None:
    run = Run(folder, "--entrypoint", "entrypoint", "--model", "model", "self_check")
    assert run.status == 0


def test_a_missing_module_comes_with_advice(folder: Path) -> None:
    run = in_image(folder, "--entrypoint", "nowhere", "info")
    assert run.status == 1
    assert run.last_line.startswith("ImportError: ImportError usually happens when")


@pytest.mark.parametrize("name", ["missing.json", "out/missing/input.json"])
def test_a_missing_file(folder: Path, name: str) -> None:
    run = in_image(folder, "predict", name, "out")
    assert run.status == 1
    assert run.last_line.startswith("FileNotFoundError")


def test_the_output_directory_is_not_made(folder: Path) -> None:
    run = in_image(folder, "predict", request(folder, '{"data":[[1]]}'), "nowhere")
    assert run.status == 1
    assert not (folder / "nowhere").exists()


def test_wrong_options(folder: Path) -> None:
    assert in_image(folder, "predict").status == 2
    assert in_image(folder, "bogus").status == 2
