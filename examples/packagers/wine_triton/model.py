"""The wine model by the interface of Triton's Python backend."""

from __future__ import annotations

import pickle
from pathlib import Path

import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    """Predicts the quality of wines."""

    def initialize(self, args: dict[str, str]) -> None:
        """Loads the model."""
        with Path(__file__).with_name("model.pkl").open("rb") as file:
            self.model = pickle.load(file)

    def execute(self, requests: list) -> list:
        """Answers requests, each with a matrix of wines."""
        return [self._answer(request) for request in requests]

    def _answer(self, request):
        wines = pb_utils.get_input_tensor_by_name(request, "wines").as_numpy()
        quality = pb_utils.Tensor("prediction", self.model.predict(wines))
        return pb_utils.InferenceResponse(output_tensors=[quality])
