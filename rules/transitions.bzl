"""Targets built for another platform."""

load(
    "//rules/private/transitions:platform_transition_binary.bzl",
    _platform_transition_binary = "platform_transition_binary",
)
load(
    "//rules/private/transitions:platform_transition_filegroup.bzl",
    _platform_transition_filegroup = "platform_transition_filegroup",
)

platform_transition_binary = _platform_transition_binary
platform_transition_filegroup = _platform_transition_filegroup
