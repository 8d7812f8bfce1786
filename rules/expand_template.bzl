"""Files generated from templates, such as an entrypoint that names files in runfiles."""

load("//rules/private/template:expand_template.bzl", _expand_template = "expand_template")

expand_template = _expand_template
