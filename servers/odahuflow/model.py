"""The interface of a trained model (GPPI), and what both servers need of it.

A model is a module with `init`, `predict_on_matrix` and `info`, and optionally
`get_output_json_serializer`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

MATRIX_MODE = "matrix"
OBJECTS_MODE = "objects"

Schema = Sequence[Mapping[str, Any]]


class Model(Protocol):
    """The module that a trained model names as its entrypoint."""

    def init(self) -> str:
        """Loads the model and returns its mode, `matrix` or `objects`."""

    def predict_on_matrix(self, matrix: Any, provided_columns_names: Any = None) -> tuple[Any, Any]:
        """Returns the prediction and the names of its columns."""

    def info(self) -> tuple[Schema, Schema]:
        """Returns the columns of input and output: `name`, `type`, `example` of each."""


@runtime_checkable
class Listable(Protocol):
    """A value that turns itself into a list, as arrays of NumPy do."""

    def tolist(self) -> Any:
        """Returns nested lists of plain values."""


class InvocationError(Exception):
    """A request that the model cannot answer; the text is shown to the caller."""


def input_properties(schema: Schema) -> dict[str, Any]:
    """Describes the body of a request in the terms of OpenAPI 2.0, in the order of printing."""
    return {
        "columns": {
            "example": [column["name"] for column in schema],
            "items": {"type": "string"},
            "type": "array",
        },
        "data": {
            "items": {"items": {"type": "number"}, "type": "array"},
            "type": "array",
            "example": [[column["example"] for column in schema]],
        },
    }


def output_properties(schema: Schema) -> dict[str, Any]:
    """Describes the body of an answer in the terms of OpenAPI 2.0, in the order of printing."""
    return {
        "prediction": {
            "example": [[column["example"] for column in schema]],
            "items": {"type": "number"},
            "type": "array",
        },
        "columns": {
            "example": [column["name"] for column in schema],
            "items": {"type": "string"},
            "type": "array",
        },
    }


def predict(model: Model, request: Any) -> tuple[Any, Any]:
    """Predicts on the matrix of a request.

    Returns the prediction and its columns, as the model returned them.

    Raises InvocationError without a matrix, and when the model fails.
    """
    matrix = request.get("data")
    if not matrix:
        raise InvocationError("Matrix is not provided")
    try:
        prediction, columns = model.predict_on_matrix(
            matrix, provided_columns_names=request.get("columns")
        )
    except Exception as error:  # Whatever a model raises is the caller's to know.
        raise InvocationError(f"Exception during prediction: {error}") from error
    return prediction, columns


def serializer_of(model: Model) -> Callable[[Any], Any]:
    """How values are written that JSON has no form for: as the model says, otherwise as lists.

    A model's `get_output_json_serializer()` returns a subclass of `json.JSONEncoder` or a function.
    """
    make = getattr(model, "get_output_json_serializer", None)
    serializer = make() if make is not None else None
    if serializer is None:
        return _to_list
    if isinstance(serializer, type) and issubclass(serializer, json.JSONEncoder):
        return serializer().default
    if callable(serializer):
        custom: Callable[[Any], Any] = serializer
        return custom
    raise TypeError("get_output_json_serializer() must return a subclass of json.JSONEncoder")


def _to_list(value: Any) -> Any:
    if isinstance(value, Listable):
        return value.tolist()
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
