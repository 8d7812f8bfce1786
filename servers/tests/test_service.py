from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from odahuflow.model import Model
from odahuflow.service import create_app
from tests.models import answering, failing, model

GOOD = b'{"columns":["a","b"],"data":[[1,2],[3,4.5]]}'


def client(of: Model) -> FlaskClient:
    return create_app(of).test_client()


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODAHU_MODEL_NAME", "wine")
    monkeypatch.setenv("ODAHU_MODEL_VERSION", "1.2")


def test_info_has_sorted_keys_in_compact_form_with_a_newline() -> None:
    response = client(model()).get("/api/model/info")
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")) + "\n"


def test_info_describes_input_and_output() -> None:
    swagger = client(model()).get("/api/model/info").get_json()
    assert (swagger["info"]["title"], swagger["info"]["version"]) == ("wine", "1.2")
    operation = swagger["paths"]["/api/model/invoke"]["post"]
    inputs = operation["parameters"][0]["schema"]["properties"]
    assert inputs["columns"]["example"] == ["a"]
    assert inputs["data"]["example"] == [[1.5]]
    outputs = operation["responses"]["200"]["properties"]
    assert outputs["prediction"]["example"] == [[2]]
    assert outputs["columns"]["example"] == ["total"]


def test_head_of_info_has_no_body() -> None:
    response = client(model()).head("/api/model/info")
    assert (response.status_code, response.data) == (200, b"")


def test_healthcheck() -> None:
    response = client(model()).get("/healthcheck")
    assert (response.status_code, response.data) == (200, b'{"status":true}\n')


def test_a_prediction_is_compact_and_names_the_model() -> None:
    response = client(model()).post("/api/model/invoke", data=GOOD)
    assert response.status_code == 200
    assert response.data == b'{"prediction":[[3.0],[7.5]],"columns":["total"]}'
    assert response.content_type == "application/json"
    assert response.headers["Model-Name"] == "wine"
    assert response.headers["Model-Version"] == "1.2"


def test_a_model_without_a_name_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ODAHU_MODEL_NAME")
    response = client(model()).post("/api/model/invoke", data=GOOD)
    assert response.headers["Model-Name"] == "None"


@pytest.mark.parametrize("header", ["request-id", "x-request-id"])
def test_the_identity_of_a_request_comes_back(header: str) -> None:
    response = client(model()).post("/api/model/invoke", data=GOOD, headers={header: "r1"})
    assert response.headers["request-id"] == "r1"


@pytest.mark.parametrize(
    ("prediction", "text"),
    [
        ([[42]], b"[[42]]"),
        (np.array([[1.0, np.nan], [np.inf, 2.0]]), b"[[1.0,null],[null,2.0]]"),
        (np.array(["x", "y"]), b'["x","y"]'),
        (np.array([1, "x", None], dtype=object), b'[1,"x",null]'),
    ],
)
def test_values_of_a_prediction(prediction: Any, text: bytes) -> None:
    response = client(answering(prediction)).post("/api/model/invoke", data=GOOD)
    assert response.status_code == 200
    assert response.data == b'{"prediction":' + text + b',"columns":["total"]}'


def test_the_model_may_bring_a_serializer() -> None:
    class Words(json.JSONEncoder):
        def default(self, value: Any) -> Any:
            return sorted(value)

    own = model(
        lambda _matrix, provided_columns_names=None: ({"b", "a"}, []),
        get_output_json_serializer=lambda: Words,
    )
    response = client(own).post("/api/model/invoke", data=GOOD)
    assert response.data == b'{"prediction":["a","b"],"columns":[]}'


def test_columns_are_passed_on_as_they_are() -> None:
    seen: list[Any] = []

    def predict(matrix: Any, provided_columns_names: Any = None) -> tuple[Any, Any]:
        seen.append((matrix, provided_columns_names))
        return [], []

    one = client(model(predict))
    one.post("/api/model/invoke", data=b'{"data":[[18446744073709551616]],"more":1}')
    one.post("/api/model/invoke", data=b'{"columns":{"x":1},"data":1,"data":[[2]]}')
    assert seen == [([[1.8446744073709552e19]], None), ([[2]], {"x": 1})]


REFUSED = [
    (b"", "Please provide data with this POST request"),
    (
        b'{"data":[[1]\xff',
        "Can not decode POST data using utf-8 charset: 'utf-8' codec can't decode byte 0xff"
        " in position 12: invalid start byte",
    ),
    (b"{}", "Matrix is not provided"),
    (b'{"data":[]}', "Matrix is not provided"),
    (b'{"data":null}', "Matrix is not provided"),
    (b'{"columns":["a"]}', "Matrix is not provided"),
]


@pytest.mark.parametrize(("body", "message"), REFUSED)
def test_a_request_that_is_refused(body: bytes, message: str) -> None:
    response = client(model()).post("/api/model/invoke", data=body)
    assert response.status_code == 500
    assert response.data == json.dumps({"message": message}).encode()
    assert response.content_type == "application/json"
    assert "Model-Name" not in response.headers


@pytest.mark.parametrize(
    "body", [b"{", b'{"data":[[NaN]]}', b'\xef\xbb\xbf{"data":[[1]]}', b'{"data":[[1],]}']
)
def test_what_is_not_json(body: bytes) -> None:
    response = client(model()).post("/api/model/invoke", data=body)
    assert response.status_code == 500
    assert response.get_json()["message"].startswith("Can not parse input as JSON: ")


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_is_not_read(content_type: str) -> None:
    response = client(model()).post("/api/model/invoke", data=GOOD, content_type=content_type)
    assert response.get_json() == {"message": "Please provide data with this POST request"}


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/json"])
def test_other_content_types_are_read(content_type: str | None) -> None:
    response = client(model()).post("/api/model/invoke", data=GOOD, content_type=content_type)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("of", "message"),
    [
        (failing(ValueError("bad \u00fcnit")), "Exception during prediction: bad \u00fcnit"),
        (
            model(lambda _matrix, provided_columns_names=None: None),
            "Exception during prediction: cannot unpack non-iterable NoneType object",
        ),
        (model(mode="objects"), "Can not handle this types of requests"),
        (model(mode="tensor"), "Unknown model's return type: tensor"),
    ],
)
def test_what_the_model_cannot_answer(of: Model, message: str) -> None:
    response = client(of).post("/api/model/invoke", data=GOOD)
    assert response.status_code == 500
    assert response.data == json.dumps({"message": message}).encode()


def test_bad_json_is_told_before_the_mode() -> None:
    response = client(model(mode="objects")).post("/api/model/invoke", data=b"{")
    assert response.get_json()["message"].startswith("Can not parse input as JSON: ")


@pytest.mark.parametrize("body", [b"[1]", b'"text"', b"null"])
def test_json_that_is_no_object_is_an_error_in_json(body: bytes) -> None:
    response = client(model()).post("/api/model/invoke", data=body)
    assert (response.status_code, response.content_type) == (500, "application/json")


def test_a_value_that_json_has_no_form_for() -> None:
    response = client(answering({1, 2})).post("/api/model/invoke", data=GOOD)
    assert response.status_code == 500
    assert "message" in response.get_json()


@pytest.mark.parametrize("path", ["/", "/api/model/info/", "/api/model"])
def test_a_wrong_path(path: str) -> None:
    response = client(model()).get(path)
    assert (response.status_code, response.content_type) == (404, "application/json")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/api/model/info", {"OPTIONS", "GET", "HEAD"}),
        ("GET", "/api/model/invoke", {"OPTIONS", "POST"}),
    ],
)
def test_a_wrong_method_says_which_are_right(method: str, path: str, allowed: set[str]) -> None:
    response = client(model()).open(path, method=method)
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == allowed
    assert "message" in response.get_json()


def test_options_is_empty() -> None:
    response = client(model()).options("/api/model/invoke")
    assert (response.status_code, response.data) == (200, b"")


def test_the_model_is_initialised_once() -> None:
    calls: list[str] = []
    once = model()
    once.init = lambda: calls.append("init") or "matrix"  # type: ignore[method-assign, func-returns-value]
    served = client(once)
    for _ in range(3):
        served.post("/api/model/invoke", data=GOOD)
    assert calls == ["init"]
