"""Layers of Debian packages. The module extension `apt` of `extensions.bzl` locks and fetches packages."""

load("//rules/private/deb:deb_layer.bzl", _deb_layer = "deb_layer")

deb_layer = _deb_layer
