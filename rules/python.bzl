"""Python in images. The module extensions `pip` and `python` of `extensions.bzl` lock and fetch wheels and interpreters."""

load("//rules/private/python:python_interpreter.bzl", _python_interpreter = "python_interpreter")
load("//rules/private/python:python_wheel.bzl", _python_wheel = "python_wheel")
load("//rules/private/python:python_wheels.bzl", _python_wheels = "python_wheels")

python_interpreter = _python_interpreter
python_wheel = _python_wheel
python_wheels = _python_wheels
