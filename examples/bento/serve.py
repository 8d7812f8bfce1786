"""The service: which celestial body is in a picture."""

from __future__ import annotations

import bentoml
from features import features
from PIL import Image


@bentoml.service(resources={"cpu": "1"}, traffic={"timeout": 10})
class CelestialBodiesClassifierService:
    """Classifies pictures by a model of scikit-learn."""

    model = bentoml.models.BentoModel("celestial_bodies_classifier:latest")

    def __init__(self) -> None:
        self.classifier = bentoml.sklearn.load_model(self.model)

    @bentoml.api
    def predict(self, image: Image.Image) -> dict[str, float]:
        """The bodies that it may be, and how sure the model is."""
        [sure] = self.classifier.predict_proba([features(image)])
        return {body: round(float(part), 4) for body, part in zip(self.classifier.classes_, sure)}
