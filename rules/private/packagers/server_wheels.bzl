"""The rule that leaves out of a service's wheels what a model brings itself."""

load("//rules/private/python:python_wheels_info.bzl", "PythonWheelsInfo")

visibility(["//rules/private/..."])

def _server_wheels_impl(ctx):
    brought = {
        wheel.distribution: None
        for target in ctx.attr.user
        for wheel in target[PythonWheelsInfo].wheels.to_list()
    }
    wheels = [
        wheel
        for target in ctx.attr.server
        for wheel in target[PythonWheelsInfo].wheels.to_list()
        if wheel.distribution not in brought
    ]
    files = depset([wheel.file for wheel in wheels])
    return [
        DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files)),
        PythonWheelsInfo(wheels = depset(wheels)),
    ]

server_wheels = rule(
    implementation = _server_wheels_impl,
    doc = "The wheels of a service, without those of distributions that the model has in a version of its own.",
    attrs = {
        "server": attr.label_list(
            doc = "The wheels of the service.",
            providers = [PythonWheelsInfo],
        ),
        "user": attr.label_list(
            doc = "The wheels of the model.",
            providers = [PythonWheelsInfo],
        ),
    },
    provides = [PythonWheelsInfo],
)
