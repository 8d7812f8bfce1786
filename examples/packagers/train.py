"""Trains the wine model on wines that are made up, with the Python and the wheels that serve it."""

import pickle
import sys

import numpy as np
from sklearn.linear_model import ElasticNet

WEIGHTS = [0.06, -1.1, 0.03, -1.9, 0.4, 0.3, 0.8, 0.35]
LOW = [5, 0.1, 0.5, 0.01, 0.98, 2.8, 0.3, 8]
HIGH = [10, 1, 20, 0.2, 1.01, 3.6, 1, 14]
WINES = 2000


def main(output: str) -> None:
    """Writes the model."""
    dice = np.random.default_rng(1)
    wines = dice.uniform(LOW, HIGH, (WINES, len(LOW)))
    qualities = wines @ WEIGHTS + dice.normal(0, 0.1, WINES)
    model = ElasticNet(alpha=0.001).fit(wines, qualities)
    with open(output, "wb") as file:
        pickle.dump(model, file, protocol=5)


if __name__ == "__main__":
    main(sys.argv[1])
