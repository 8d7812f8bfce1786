"""What module extensions do that make interpreters of Debian packages."""

load("//rules/private/deb:repositories/declare_debs.bzl", "declare_debs")
load(
    ":repositories/debian_python.bzl",
    "PYTHON_SUITES",
    "excluded_from_python",
    "interpreter_targets",
    "python_packages",
    "unused_paths",
)

visibility(["//rules/..."])

# What the generated BUILD files call.
_LOADS = """\
load("{rt}//rules:python.bzl", "python_interpreter")
load("{rt}//rules/private/python:interpreter_layer.bzl", "interpreter_layer")
load("{rt}//rules/private/python:python_runner.bzl", "python_runner")
"""

def declare_interpreter(module_ctx, tag_class, tag, lock_target = None):
    """Declares the repositories of an interpreter of Debian packages.

    Args:
      module_ctx: module_ctx.
      tag_class: who speaks in errors, such as "python.interpreter".
      tag: a tag of python.interpreter, or a struct with the same fields, without mistakes.
      lock_target: what makes the lock file, such as "@python//:lock", which is what it is if not given.
    """
    declare_debs(
        module_ctx,
        tag_class,
        tag,
        exclude = excluded_from_python(tag.version) + tag.exclude,
        loads = _LOADS,
        lock_target = lock_target,
        packages = python_packages(tag.version) + tag.packages,
        path_exclude = unused_paths(tag.packages),
        suite = tag.suite or PYTHON_SUITES[tag.version],
        targets = lambda packages: interpreter_targets(
            tag.name,
            tag.version,
            packages,
            tag.architectures,
            tag.compress,
        ),
    )
