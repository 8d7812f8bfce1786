from __future__ import annotations

from pathlib import Path
from typing import Any

import make_bento
import pytest

PINS = ["bentoml==1.4.40", "scikit-learn==1.7.2"]


def test_arguments_are_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "arguments"
    lines = [
        "plan\tplan.json",
        "pin\ta==1",
        "model-tag\tm.tag",
        "model\t\tmodel",
        "model\tmodel.yaml\tx/m.yaml",
        "source\ta\\\\b\\nc\td e/f",
    ]
    file.write_text("".join(f"{line}\n" for line in lines))
    request = make_bento.read_request(str(file))
    assert request.single == {"plan": "plan.json"}
    assert request.pins == ["a==1"]
    assert request.models == [("m.tag", "", "model"), ("m.tag", "model.yaml", "x/m.yaml")]
    assert request.sources == [("a\\b\nc", "d e/f")]


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (
            {"post_commands": ["curl example.org"]},
            "Cannot run a command while the image is made: curl example.org\n  fix: take it out",
        ),
        (
            {"commands": ["apt-get install -y git", "echo 1"]},
            "Cannot run a command while the image is made: echo 1",
        ),
        (
            {"python_requirements": "# comment\n--index-url x\nScikit_Learn\nnumpy>2\n"},
            'Cannot install "numpy>2", as the service asks: it is not among the wheels\n'
            '  fix: add "numpy" to packages of pip.install, and lock again',
        ),
    ],
)
def test_what_code_asks_of_the_image_and_it_lacks(image: dict[str, Any], message: str) -> None:
    with pytest.raises(make_bento.MakingError) as caught:
        make_bento.check_image({"image": image}, PINS)
    assert str(caught.value).startswith(message)


def test_what_code_asks_of_the_image_and_it_has() -> None:
    image = {"commands": ["apt-get update"], "python_requirements": "scikit.learn<2\nbentoml\n"}
    make_bento.check_image({"image": image}, PINS)
    make_bento.check_image({}, PINS)


def test_times_are_written_as_bentoml_writes_them() -> None:
    assert make_bento.creation_time("2026-01-31T12:00:00Z") == "2026-01-31T12:00:00+00:00"
    assert make_bento.creation_time("2026-01-31T12:00:00+02:00") == "2026-01-31T10:00:00+00:00"
    with pytest.raises(make_bento.MakingError, match='Cannot read the time of creation: it is "no'):
        make_bento.creation_time("now")


def test_versions_follow_from_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b").write_text("1")
    first = make_bento.content_version(str(tmp_path))
    assert len(first) == 16
    assert make_bento.content_version(str(tmp_path)) == first
    (tmp_path / "a/b").rename(tmp_path / "a/c")
    assert make_bento.content_version(str(tmp_path)) != first


def test_the_environment_has_what_services_ask_for() -> None:
    envs = [
        {"name": "A", "value": "1"},
        {"name": "B", "value": "2", "stage": "build"},
        {"name": "C", "value": "", "stage": "runtime"},
        {"name": "D", "value": 3, "stage": "runtime"},
    ]
    plan = {"env": {"A": "x=$y"}}
    assert make_bento.environment_of({"envs": envs}, plan) == {"A": "x=$y", "D": "3"}


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            ModuleNotFoundError("No module named 'torch.nn'", name="torch.nn"),
            "Cannot make the Bento: ModuleNotFoundError: No module named 'torch.nn'\n"
            '  fix: add the wheel that has "torch" to packages of the bentofile and lock again, '
            "or the file torch.py to srcs and include",
        ),
        (
            ValueError("Model a:latest could not be found locally and failed"),
            "Cannot make the Bento: ValueError: Model a:latest could not be found locally "
            "and failed"
            "\n  fix: add a bento_model to models",
        ),
        (make_bento.MakingError("Cannot", "do"), "Cannot\n  fix: do"),
        (KeyError("x"), "Cannot make the Bento: KeyError: 'x'"),
    ],
)
def test_errors_are_one_line_and_what_to_do(error: BaseException, message: str) -> None:
    assert make_bento.explain(error) == message
