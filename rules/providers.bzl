"""Providers, for authors of rules that make layers or use images."""

load("//rules/private/bento:bento_info.bzl", _BentoInfo = "BentoInfo")
load("//rules/private/bento:bento_model_info.bzl", _BentoModelInfo = "BentoModelInfo")
load("//rules/private/image:image_info.bzl", _ImageInfo = "ImageInfo")
load("//rules/private/layer:layer_set_info.bzl", _LayerSetInfo = "LayerSetInfo")
load("//rules/private/python:python_wheels_info.bzl", _PythonWheelsInfo = "PythonWheelsInfo")
load("//rules/private/python_code:python_interpreter_info.bzl", _PythonInterpreterInfo = "PythonInterpreterInfo")
load("//rules/private/runtime:runtime_info.bzl", _RuntimeInfo = "RuntimeInfo")
load("//rules/private/runtime:runtime_package_info.bzl", _RuntimePackageInfo = "RuntimePackageInfo")
load("//rules/private/runtime:runtime_packages_info.bzl", _RuntimePackagesInfo = "RuntimePackagesInfo")
load("//rules/private/runtime:runtime_set_info.bzl", _RuntimeSetInfo = "RuntimeSetInfo")

BentoInfo = _BentoInfo
BentoModelInfo = _BentoModelInfo
ImageInfo = _ImageInfo
LayerSetInfo = _LayerSetInfo
PythonInterpreterInfo = _PythonInterpreterInfo
PythonWheelsInfo = _PythonWheelsInfo
RuntimeInfo = _RuntimeInfo
RuntimePackageInfo = _RuntimePackageInfo
RuntimePackagesInfo = _RuntimePackagesInfo
RuntimeSetInfo = _RuntimeSetInfo
