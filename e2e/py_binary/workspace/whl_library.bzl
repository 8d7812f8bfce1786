"""A package as `pip.parse` of rules_python makes it: a repository with an unpacked wheel, and a library of it."""

_BUILD = """\
load("@rules_python//python:defs.bzl", "py_library")

package(default_visibility = ["//visibility:public"])

filegroup(
    name = "whl",
    srcs = ["{wheel}"],
)

py_library(
    name = "pkg",
    srcs = glob(["site-packages/**/*.py"]),
    data = glob(
        ["site-packages/**/*"],
        exclude = ["**/*.py", "**/*.pyc", "**/* *"],
    ),
    imports = ["site-packages"],
)
"""

def _whl_library_impl(rctx):
    # The machine's own pip knows its index.
    done = rctx.execute([
        "python3",
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--platform=manylinux2014_x86_64",
        "--platform=manylinux_2_28_x86_64",
        "--python-version=3.11",
        "--dest=.",
        rctx.attr.requirement,
    ])
    if done.return_code:
        fail(done.stderr)
    wheels = [file.basename for file in rctx.path(".").readdir() if file.basename.endswith(".whl")]
    rctx.symlink(wheels[0], "wheel.zip")
    rctx.extract("wheel.zip", output = "site-packages")
    rctx.file("BUILD.bazel", _BUILD.format(wheel = wheels[0]))

whl_library = repository_rule(
    implementation = _whl_library_impl,
    attrs = {"requirement": attr.string(doc = "What pip is asked for.")},
)
