"""The wine model by the interface that ODAHU's packagers know (GPPI)."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
from sklearn.linear_model import ElasticNet

_COLUMNS = [
    "fixed acidity",
    "volatile acidity",
    "residual sugar",
    "chlorides",
    "density",
    "pH",
    "sulphates",
    "alcohol",
]
_EXAMPLE = [7.0, 0.27, 20.7, 0.045, 1.001, 3.0, 0.45, 8.8]
_model: ElasticNet | None = None


def init() -> str:
    """Loads the model."""
    global _model
    with Path(__file__).with_name("model.pkl").open("rb") as file:
        _model = pickle.load(file)
    return "matrix"


def predict_on_matrix(matrix, provided_columns_names=None):
    """Predicts the quality of wines."""
    values = np.asarray(matrix, dtype=float)
    if provided_columns_names:
        values = values[:, [provided_columns_names.index(name) for name in _COLUMNS]]
    return _model.predict(values), ("prediction",)


def info():
    """Names, types and examples of the columns of input and output."""
    inputs = [
        {"name": name, "type": "numeric", "example": example, "required": True}
        for name, example in zip(_COLUMNS, _EXAMPLE)
    ]
    return inputs, [{"name": "prediction", "type": "numeric", "example": 6.0, "required": True}]
