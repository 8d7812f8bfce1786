"""Small models, one for each way in which a trained model can behave."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from odahuflow.model import Model

INPUT = [{"name": "a", "type": "Numeric", "example": 1.5, "required": True}]
OUTPUT = [{"name": "total", "type": "Numeric", "example": 2}]


def sums(matrix: Any, provided_columns_names: Any = None) -> tuple[Any, Any]:
    """The sum of each row, as scikit-learn's models would answer."""
    return np.asarray(matrix, dtype=float).sum(axis=1, keepdims=True), ["total"]


def model(
    predict_on_matrix: Callable[..., Any] = sums, mode: str = "matrix", **others: Any
) -> Model:
    """A model module with one behaviour of its own."""
    module: Any = SimpleNamespace(
        init=lambda: mode,
        info=lambda: (INPUT, OUTPUT),
        predict_on_matrix=predict_on_matrix,
        **others,
    )
    checked: Model = module
    return checked


def answering(prediction: Any) -> Model:
    """A model that always predicts one value."""
    return model(lambda _matrix, provided_columns_names=None: (prediction, ["total"]))


def failing(error: Exception) -> Model:
    """A model that raises."""

    def predict(_matrix: Any, provided_columns_names: Any = None) -> Any:
        raise error

    return model(predict)
