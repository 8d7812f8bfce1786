"""Python in images.

The module extensions `pip` and `python` of `extensions.bzl` lock and fetch wheels and interpreters.
"""

load("//rules/private/python:macros/python_image.bzl", _python_image = "python_image")
load("//rules/private/python:python_interpreter.bzl", _python_interpreter = "python_interpreter")
load("//rules/private/python:python_layers.bzl", _python_layers = "python_layers")
load("//rules/private/python:python_run.bzl", _python_run = "python_run")
load("//rules/private/python:python_wheel.bzl", _python_wheel = "python_wheel")
load("//rules/private/python:python_wheels.bzl", _python_wheels = "python_wheels")

python_image = _python_image
python_interpreter = _python_interpreter
python_layers = _python_layers
python_run = _python_run
python_wheel = _python_wheel
python_wheels = _python_wheels
