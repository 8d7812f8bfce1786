"""Layers of files: tar archives, and the mtree text that lists their contents."""

load("//rules/private/layer:mtree_spec.bzl", _mtree_spec = "mtree_spec")
load("//rules/private/layer:mutate.bzl", _mtree_mutate = "mtree_mutate", _mutate = "mutate")
load("//rules/private/layer:tar.bzl", _tar = "tar")

mtree_mutate = _mtree_mutate
mtree_spec = _mtree_spec
mutate = _mutate
tar = _tar
