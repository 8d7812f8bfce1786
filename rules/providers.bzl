"""Providers, for people who write rules that make layers or use images."""

load("//rules/private/providers:image_info.bzl", _ImageInfo = "ImageInfo")
load("//rules/private/providers:layer_set_info.bzl", _LayerSetInfo = "LayerSetInfo")

ImageInfo = _ImageInfo
LayerSetInfo = _LayerSetInfo
