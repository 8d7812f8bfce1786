"""Module extensions of rt."""

load("//rules/private/base_images:repositories/base_images.bzl", _base_images = "base_images")
load("//rules/private/deb:repositories/apt.bzl", _apt = "apt")
load("//rules/private/program:repositories/rt_tools.bzl", _rt_tools = "rt_tools")
load("//rules/private/pull:repositories/oci.bzl", _oci = "oci")
load("//rules/private/python:repositories/pip.bzl", _pip = "pip")
load("//rules/private/python:repositories/python.bzl", _python = "python")
load("//rules/private/runtime:repositories/runtimes.bzl", _runtimes = "runtimes")

apt = _apt
base_images = _base_images
oci = _oci
pip = _pip
python = _python
rt_tools = _rt_tools
runtimes = _runtimes
