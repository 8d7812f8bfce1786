"""The rule by which a select() learns the version of an interpreter."""

load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "mistake")
load("//rules/private/python:python_versions.bzl", "python_minor")
load("//rules/private/python_code:python_interpreter_info.bzl", "PythonInterpreterInfo")

visibility(["//rules/private/..."])

def _python_minor_flag_impl(ctx):
    minor = python_minor(ctx.attr.interpreter[PythonInterpreterInfo].version)
    fail_on([] if minor in ctx.attr.supported else [mistake(
        "Cannot serve a model with Python {}: rt has no wheels of the service for it".format(minor),
        accepted = "an interpreter of Python " + ", ".join(ctx.attr.supported),
        fix = "lock gunicorn, flask and orjson by pip.install, and name them in server_wheels in " +
              build_file(ctx.label),
    )], "docker_rest", ctx.label)
    return [config_common.FeatureFlagInfo(value = minor)]

python_minor_flag = rule(
    implementation = _python_minor_flag_impl,
    doc = "A flag for `config_setting`: the version of an interpreter, such as `3.11`.",
    attrs = {
        "interpreter": attr.label(
            doc = "The interpreter.",
            mandatory = True,
            providers = [PythonInterpreterInfo],
        ),
        "supported": attr.string_list(
            doc = "The versions that it may have.",
            mandatory = True,
        ),
    },
)
