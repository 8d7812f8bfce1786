from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

SERVERS = Path(__file__).parent.parent

MODEL = """
import pathlib

def init():
    with open(pathlib.Path(__file__).with_name("started"), "a") as log:
        log.write("init\\n")
    return "matrix"

def predict_on_matrix(matrix, provided_columns_names=None):
    return [[42]], ["result"]

def info():
    return [], []
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until_served(url: str) -> bytes:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url) as response:  # noqa: S310
                body: bytes = response.read()
                return body
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


def test_gunicorn_serves_the_entrypoint_of_the_model(tmp_path: Path) -> None:
    model = tmp_path / "odahuflow_model"
    model.mkdir()
    (model / "serving.py").write_text(MODEL, encoding="utf-8")
    port = free_port()
    arguments = ["--pythonpath", f"{SERVERS},{tmp_path}", "--timeout", "60", "-w", "2"]
    arguments += ["-b", f"127.0.0.1:{port}", "--threads", "4", "odahuflow_handler:app"]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *arguments],
        env={**os.environ, "MODEL_ENTRYPOINT": "serving"},
    )
    try:
        assert until_served(f"http://127.0.0.1:{port}/healthcheck") == b'{"status":true}\n'
        request = urllib.request.Request(  # noqa: S310
            f"http://127.0.0.1:{port}/api/model/invoke",
            data=json.dumps({"data": [[1]]}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:  # noqa: S310
            assert json.load(response) == {"prediction": [[42]], "columns": ["result"]}
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
    assert (model / "started").read_text(encoding="utf-8") == "init\n" * 2
