"""Layers of files: tar archives, and the mtree text that says what is in them."""

load("//rules/private/layer:mtree_spec.bzl", _mtree_spec = "mtree_spec")
load("//rules/private/layer:tar.bzl", _tar = "tar")

mtree_spec = _mtree_spec
tar = _tar
