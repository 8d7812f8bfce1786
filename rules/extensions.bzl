"""Module extensions of rt."""

load("//rules/private/repositories:apt.bzl", _apt = "apt")
load("//rules/private/repositories:oci.bzl", _oci = "oci")
load("//rules/private/repositories:rt_tools.bzl", _rt_tools = "rt_tools")
load("//rules/private/repositories:runtimes.bzl", _runtimes = "runtimes")

apt = _apt
oci = _oci
rt_tools = _rt_tools
runtimes = _runtimes
