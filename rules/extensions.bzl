"""Module extensions of rt."""

load("//rules/private/repositories:rt_tools.bzl", _rt_tools = "rt_tools")

rt_tools = _rt_tools
