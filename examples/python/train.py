"""Trains a classifier of handwritten digits, and prints how good it is on images that it has not seen."""

import sys

import joblib
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

SEED = 20260101


def main(path: str) -> None:
    # These 1797 images of 8 x 8 pixels come with scikit-learn.
    images, labels = load_digits(return_X_y=True)
    seen, held_out, seen_labels, held_out_labels = train_test_split(
        images, labels, test_size=0.2, random_state=SEED, stratify=labels
    )
    model = RandomForestClassifier(random_state=SEED).fit(seen, seen_labels)
    accuracy = model.score(held_out, held_out_labels)
    print(f"accuracy: {accuracy:.2%} of {len(held_out)} held-out images")
    example = {"pixels": held_out[0].astype(int).tolist(), "digit": int(held_out_labels[0])}
    joblib.dump({"accuracy": accuracy, "example": example, "model": model}, path)


if __name__ == "__main__":
    main(sys.argv[1])
