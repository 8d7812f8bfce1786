"""Trains a network on the processor, as there may be no device."""

import numpy
import tensorflow

tensorflow.keras.utils.set_random_seed(1)
points = numpy.random.default_rng(1).normal(size=(1024, 2)).astype("float32")
labels = (points[:, 0] > points[:, 1]).astype("float32")
model = tensorflow.keras.Sequential(
    [
        tensorflow.keras.layers.Dense(16, activation="relu"),
        tensorflow.keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=20, verbose=0)
_, accuracy = model.evaluate(points, labels, verbose=0)
assert accuracy > 0.9, accuracy
print(f"tensorflow {tensorflow.__version__}: trained, {len(tensorflow.config.list_physical_devices('GPU'))} devices")
