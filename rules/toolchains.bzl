"""Toolchains, for people whose machines do not run the Node that rt brings."""

load("//rules/private/node:node_toolchain.bzl", _node_toolchain = "node_toolchain")

node_toolchain = _node_toolchain
