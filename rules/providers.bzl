"""Providers, for people who write rules that make layers or use images."""

load("//rules/private/providers:image_info.bzl", _ImageInfo = "ImageInfo")
load("//rules/private/providers:layer_set_info.bzl", _LayerSetInfo = "LayerSetInfo")
load("//rules/private/providers:runtime_info.bzl", _RuntimeInfo = "RuntimeInfo")
load("//rules/private/providers:runtime_package_info.bzl", _RuntimePackageInfo = "RuntimePackageInfo")
load("//rules/private/providers:runtime_packages_info.bzl", _RuntimePackagesInfo = "RuntimePackagesInfo")
load("//rules/private/providers:runtime_set_info.bzl", _RuntimeSetInfo = "RuntimeSetInfo")
load("//rules/private/python/providers:python_interpreter_info.bzl", _PythonInterpreterInfo = "PythonInterpreterInfo")
load("//rules/private/python/providers:python_wheels_info.bzl", _PythonWheelsInfo = "PythonWheelsInfo")

ImageInfo = _ImageInfo
LayerSetInfo = _LayerSetInfo
PythonInterpreterInfo = _PythonInterpreterInfo
PythonWheelsInfo = _PythonWheelsInfo
RuntimeInfo = _RuntimeInfo
RuntimePackageInfo = _RuntimePackageInfo
RuntimePackagesInfo = _RuntimePackagesInfo
RuntimeSetInfo = _RuntimeSetInfo
