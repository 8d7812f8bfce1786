"""Toolchains, for machines that cannot run the Node that comes with rt."""

load("//rules/private/node:node_toolchain.bzl", _node_toolchain = "node_toolchain")

node_toolchain = _node_toolchain
