"""Models: a program and its weights in one image, with weights as layers that are never written."""

load("//rules/private:weights_layer.bzl", _weights_layer = "weights_layer")
load("//rules/private/macros:model_image.bzl", _model_image = "model_image")

model_image = _model_image
weights_layer = _weights_layer
