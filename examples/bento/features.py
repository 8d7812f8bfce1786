"""What the classifier sees of a picture; training and service share it."""

from __future__ import annotations

import numpy as np
from PIL import Image

BINS = 6
GRID = 8


def features(picture: Image.Image) -> np.ndarray:
    """Which colours a picture has, and how these are spread; its size does not matter."""
    colours = np.asarray(picture.convert("RGB").resize((96, 96)), dtype=np.float64)
    histogram, _ = np.histogramdd(
        colours.reshape(-1, 3), bins=(BINS, BINS, BINS), range=((0, 256),) * 3
    )
    grey = np.asarray(picture.convert("L").resize((GRID, GRID)), dtype=np.float64) / 255
    return np.concatenate([np.sqrt(histogram.ravel() / histogram.sum()), grey.ravel() / GRID])
