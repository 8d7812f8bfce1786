"""Trains the wine model: a line through wines that are made up, by gradient descent."""

import json
import random
import sys

WEIGHTS = [0.06, -1.1, 0.03, -1.9, 0.4, 0.3, 0.8, 0.35]
RANGES = [(5, 10), (0.1, 1), (0.5, 20), (0.01, 0.2), (0.98, 1.01), (2.8, 3.6), (0.3, 1), (8, 14)]
WINES = 2000
STEPS = 400


def main(output: str) -> None:
    """Writes coefficients and intercept as JSON."""
    dice = random.Random(1)
    wines = [[dice.uniform(*each) for each in RANGES] for _ in range(WINES)]
    qualities = [sum(w * x for w, x in zip(WEIGHTS, wine)) + dice.gauss(0, 0.1) for wine in wines]
    means = [(low + high) / 2 for low, high in RANGES]
    spans = [(high - low) / 2 for low, high in RANGES]
    scaled = [[(x - m) / s for x, m, s in zip(wine, means, spans)] for wine in wines]
    coefficients, intercept = [0.0] * len(RANGES), 0.0
    for _ in range(STEPS):
        errors = [
            sum(c * x for c, x in zip(coefficients, wine)) + intercept - quality
            for wine, quality in zip(scaled, qualities)
        ]
        intercept -= sum(errors) / WINES
        coefficients = [
            c - sum(e * wine[i] for e, wine in zip(errors, scaled)) / WINES
            for i, c in enumerate(coefficients)
        ]
    final = [c / s for c, s in zip(coefficients, spans)]
    intercept -= sum(c * m for c, m in zip(final, means))
    model = {"coef": [round(c, 6) for c in final], "intercept": round(intercept, 6)}
    with open(output, "w", encoding="utf-8") as file:
        json.dump(model, file)


if __name__ == "__main__":
    main(sys.argv[1])
