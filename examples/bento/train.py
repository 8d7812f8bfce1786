"""Trains the classifier on drawn pictures. Arguments: the file of the model, and that of one of the pictures."""

import sys
from pathlib import Path

import joblib
import numpy as np
from features import features
from pictures import BODIES, draw
from sklearn.ensemble import RandomForestClassifier

SEED = 1
SEEN, HELD_OUT = 60, 20


def main(model_file: str, picture_file: str) -> None:
    """Draws, trains, and says how good the classifier is on pictures that it has not seen."""
    random = np.random.default_rng(SEED)
    pictures = [(body, draw(body, random)) for body in BODIES for _ in range(SEEN + HELD_OUT)]
    names = np.array([body for body, _ in pictures])
    seen = np.arange(len(pictures)) % (SEEN + HELD_OUT) < SEEN
    inputs = np.array([features(picture) for _, picture in pictures])
    model = RandomForestClassifier(n_estimators=60, random_state=SEED)
    model.fit(inputs[seen], names[seen])
    accuracy = model.score(inputs[~seen], names[~seen])
    print(f"accuracy: {accuracy:.2%} of {sum(~seen)} held-out pictures")
    joblib.dump(model, model_file)
    # One that was held out of each.
    for (body, picture), is_seen in reversed(list(zip(pictures, seen))):
        if not is_seen:
            picture.save(Path(picture_file).with_name(f"{body}.png"))


if __name__ == "__main__":
    main(*sys.argv[1:])
