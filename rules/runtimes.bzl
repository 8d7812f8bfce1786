"""Custom accelerator runtimes: packages, and what containers need to use them."""

load("//rules/private/runtime:enabled_runtimes.bzl", _enabled_runtimes = "enabled_runtimes")
load("//rules/private/runtime:runtime.bzl", _runtime = "runtime")
load("//rules/private/runtime:runtime_lock.bzl", _runtime_lock = "runtime_lock")
load("//rules/private/runtime:runtime_package.bzl", _runtime_package = "runtime_package")
load("//rules/private/runtime:runtime_packages.bzl", _runtime_packages = "runtime_packages")

enabled_runtimes = _enabled_runtimes
runtime = _runtime
runtime_lock = _runtime_lock
runtime_package = _runtime_package
runtime_packages = _runtime_packages
