"""Models: a program and its weights in one image, with weights as layers that are never written to disk."""

load("//rules/private/model:macros/model_image.bzl", _model_image = "model_image")
load("//rules/private/model:weights_layer.bzl", _weights_layer = "weights_layer")

model_image = _model_image
weights_layer = _weights_layer
