"""The aspect that makes the layers of wheels, in the package of the wheels and once for all images."""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python_code:actions/layer_commands.bzl", "COMPILER_ATTRS")
load("//rules/private/python_code:python_interpreter_info.bzl", "PythonInterpreterInfo")
load(":actions/python_actions.bzl", "write_wheel_layers")
load(":python_wheel_layers_info.bzl", "PythonWheelLayersInfo")
load(":python_wheels_info.bzl", "PythonWheelsInfo")
load(":wheel_sizes.bzl", "big_threshold", "is_big")

visibility(["//rules/private/..."])

_RULE = "python_layers"

_SETTINGS = ["bytecode", "compress", "prefix"]
_FLAGS = {name: Label("//rules/private/python:" + name) for name in _SETTINGS + ["interpreter"]}

def _with_settings_impl(_settings, attributes):
    return {
        str(_FLAGS["bytecode"]): attributes.bytecode,
        str(_FLAGS["compress"]): attributes.compress,
        str(_FLAGS["interpreter"]): attributes.interpreter,
        str(_FLAGS["prefix"]): attributes.prefix.strip("/"),
    }

# For the attribute `wheels` of a rule that has `bytecode`, `compress`, `interpreter` and `prefix`: how wheels are
# installed is part of the configuration that they are in, so that all images with the same settings share one action.
with_settings = transition(
    implementation = _with_settings_impl,
    inputs = [],
    outputs = [str(flag) for flag in _FLAGS.values()],
)

def _python_wheel_layers_impl(target, ctx):
    if PythonWheelsInfo not in target or PythonInterpreterInfo not in ctx.attr._interpreter:
        return []
    wheels = target[PythonWheelsInfo].wheels.to_list()
    big = {}
    for each in getattr(ctx.rule.attr, "wheels", []):
        if PythonWheelLayersInfo in each:
            big.update(each[PythonWheelLayersInfo].big)
    if len(wheels) == 1 and is_big(wheels[0]) and wheels[0].file not in big:
        big[wheels[0].file] = _layers(target, ctx, [wheels[0].file], ".wheel")
    threshold = big_threshold(wheels)
    rest = [wheel.file for wheel in wheels if not is_big(wheel, threshold)]
    return [PythonWheelLayersInfo(
        big = big,
        rest = struct(files = rest, layers = _layers(target, ctx, rest, ".wheels")) if rest else None,
    )]

def _layers(target, ctx, files, suffix):
    return write_wheel_layers(
        ctx,
        _RULE,
        interpreter = ctx.attr._interpreter[PythonInterpreterInfo],
        name = target.label.name + suffix,
        settings = struct(**{name: getattr(ctx.attr, "_" + name)[BuildSettingInfo].value for name in _SETTINGS}),
        wheels = files,
    )

python_wheel_layers = aspect(
    implementation = _python_wheel_layers_impl,
    doc = "Makes layers of wheels as the build settings of `//rules/private/python` want them.",
    attr_aspects = ["wheels"],
    attrs = TOOL_ATTRS | COMPILER_ATTRS | {
        "_" + name: attr.label(default = flag, doc = "The build setting `{}`.".format(name))
        for name, flag in _FLAGS.items()
    },
    provides = [],
    toolchains = TOOL_TOOLCHAINS,
)
