"""The providers of Python rules: those of Bazel itself and those of rules_python, which may be the same."""

load("@rules_python//python:py_info.bzl", "PyInfo")
load("@rules_python//python:py_runtime_info.bzl", "PyRuntimeInfo")

visibility(["//rules/private/..."])

# Bazel has providers of its own up to a version, and says so.
_BUILT_IN = getattr(native, "legacy_globals", None)

def _kinds(own, name):
    built_in = getattr(_BUILT_IN, name, None)
    return [own] if built_in in [None, own] else [own, built_in]

_PY_INFOS = _kinds(PyInfo, "PyInfo")
_PY_RUNTIME_INFOS = _kinds(PyRuntimeInfo, "PyRuntimeInfo")

def py_info_of(target):
    """Finds what a target says of its Python files.

    Args:
      target: a Target.

    Returns:
      A PyInfo of Bazel or of rules_python; None where it is not a target of a Python rule.
    """
    return _first(target, _PY_INFOS)

def py_runtime_of(target):
    """Finds what a target says of the Python of its toolchain.

    Args:
      target: a Target.

    Returns:
      A PyRuntimeInfo of Bazel or of rules_python, or None.
    """
    return _first(target, _PY_RUNTIME_INFOS)

def _first(target, kinds):
    for kind in kinds:
        if kind in target:
            return target[kind]
    return None
