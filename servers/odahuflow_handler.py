"""What gunicorn loads in an image of docker-rest: the application of its model."""

import importlib
import os
from typing import cast

from odahuflow.model import Model
from odahuflow.service import create_app

app = create_app(
    cast(
        Model,
        importlib.import_module(
            "odahuflow_model." + os.environ.get("MODEL_ENTRYPOINT", "entrypoint")
        ),
    )
)
