"""Models: weights as layers that are never written."""

load("//rules/private:weights_layer.bzl", _weights_layer = "weights_layer")

weights_layer = _weights_layer
