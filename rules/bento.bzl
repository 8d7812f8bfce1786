"""Bentos: BentoML services, their models, and their images."""

load("//rules/private/bento:bento_model.bzl", _bento_model = "bento_model")
load("//rules/private/bento:macros/bento.bzl", _bento = "bento")

bento = _bento
bento_model = _bento_model
