"""Python wheels for images. The module extension `pip` of `extensions.bzl` locks and fetches those of an index."""

load("//rules/private/python:python_wheel.bzl", _python_wheel = "python_wheel")
load("//rules/private/python:python_wheels.bzl", _python_wheels = "python_wheels")

python_wheel = _python_wheel
python_wheels = _python_wheels
