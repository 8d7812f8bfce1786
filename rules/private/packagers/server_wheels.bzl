"""The rule that leaves out of a service's wheels what a model brings itself."""

load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS", "argument_file", "run_tool")
load("//rules/private/python:python_wheels_info.bzl", "PythonWheelsInfo")
load("//rules/private/python_code:python_interpreter_info.bzl", "PythonInterpreterInfo")
load(":actions/document_options.bzl", "add_wheels")

visibility(["//rules/private/..."])

_RULE = "docker_rest"

def _server_wheels_impl(ctx):
    brought = depset(transitive = [target[PythonWheelsInfo].wheels for target in ctx.attr.user])
    names = {wheel.distribution: None for wheel in brought.to_list()}
    wheels = [
        wheel
        for target in ctx.attr.server
        for wheel in target[PythonWheelsInfo].wheels.to_list()
        if wheel.distribution not in names
    ]
    files = depset([wheel.file for wheel in wheels])
    return [
        DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files)),
        OutputGroupInfo(_validation = depset([_check(ctx, files, brought)])),
        PythonWheelsInfo(wheels = depset(wheels)),
    ]

def _check(ctx, files, brought):
    """The report of the check that what is left of the service works with what the model has."""
    report = ctx.actions.declare_file(ctx.label.name + ".checked")
    args = argument_file(ctx, _RULE)
    args.add("--name=the service")
    add_file_options(args, "requirements", [ctx.file._requirements])
    add_file_options(args, "out", [report])
    add_file_options(args, "service-wheel", files)
    args.add(ctx.attr.interpreter[PythonInterpreterInfo].version, format = "--python-version=%s")
    args.add(target_platform(ctx).architecture, format = "--architecture=%s")
    add_wheels(args, brought)
    run_tool(
        ctx,
        arguments = [args],
        command = "pack service",
        inputs = depset([ctx.file._requirements], transitive = [files]),
        mnemonic = "RtPackService",
        outputs = [report],
        progress_message = "Checking the service of %{label}",
    )
    return report

server_wheels = rule(
    implementation = _server_wheels_impl,
    doc = "The wheels of a service, without those of distributions that the model has in a version of its own.",
    attrs = PLATFORM_ATTRS | TOOL_ATTRS | {
        "interpreter": attr.label(
            doc = "The Python of the image.",
            mandatory = True,
            providers = [PythonInterpreterInfo],
        ),
        "server": attr.label_list(
            doc = "The wheels of the service.",
            providers = [PythonWheelsInfo],
        ),
        "user": attr.label_list(
            doc = "The wheels of the model.",
            providers = [PythonWheelsInfo],
        ),
        "_requirements": attr.label(
            allow_single_file = True,
            default = Label("//servers:requirements.txt"),
            doc = "What the service needs.",
        ),
    },
    provides = [PythonWheelsInfo],
    toolchains = TOOL_TOOLCHAINS,
)
