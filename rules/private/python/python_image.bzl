"""The rule behind the macro python_image."""

load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "label_text", "mistake")
load("//rules/private/image:actions/build_image.bzl", "build_image")
load("//rules/private/image:base_image.bzl", "base_mistakes", "base_of")
load("//rules/private/image:binary_checks.bzl", "BINARY_ATTRS", "binary_options", "binary_validation")
load("//rules/private/image:image_config.bzl", "CONFIG_ATTRS", "config_files", "config_mistakes", "config_options")
load("//rules/private/image:image_info.bzl", "ImageInfo")
load("//rules/private/image:image_outputs.bzl", "image_outputs")
load("//rules/private/layer:layer_inputs.bzl", "join_layers", "layer_mistakes", "layers_of")
load("//rules/private/model:actions/layer_budget.bzl", "layer_budget")
load("//rules/private/model:image_arguments.bzl", "argument_mistakes")
load("//rules/private/model:weight_options.bzl", "WEIGHT_ATTRS", "weight_mistakes", "weight_options")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "platform_mistakes", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/runtime:runtime_set.bzl", "RUNTIME_ATTRS", "image_runtimes", "runtime_mistakes")
load(":actions/describe_placed_weights.bzl", "describe_placed_weights")
load(":actions/python_actions.bzl", "COMPILER_ATTRS", "write_code_layer")
load(":app_places.bzl", "APP_DIRECTORY", "app_place", "expand_app_argument")
load(":python_environment_info.bzl", "PythonEnvironmentInfo")

visibility(["//rules/..."])

_RULE = "python_image"

def _python_image_impl(ctx):
    base = base_of(ctx, _RULE, ctx.attr.base)
    platform = target_platform(ctx)
    environment = ctx.attr.environment[PythonEnvironmentInfo]
    fail_on(_mistakes(ctx, platform, environment), _RULE, ctx.label)
    runtimes = image_runtimes(ctx.attr.runtimes, ctx.attr.base)
    below = join_layers([
        runtimes.layers,
        layers_of(ctx, _RULE, ctx.attr.tars),
    ] + ([environment.interpreter_layers] if environment.interpreter_layers else []) + [environment.layers])
    image = build_image(
        ctx,
        _RULE,
        base = base,
        files = config_files(ctx.file),
        layers = join_layers([below] + _own_layers(ctx, base, below, platform, environment)),
        options = runtimes.options + _options(ctx, environment) + binary_options(ctx.attr),
        platform = platform,
    )
    validation = binary_validation(ctx, _RULE, image, runtimes.all)
    return image_outputs(ctx, _RULE, image, docker = True, validation = validation) + [runtimes.info, environment]

def _mistakes(ctx, platform, environment):
    return (
        base_mistakes(ctx.attr.base, ctx.label) +
        layer_mistakes("tars", ctx.attr.tars) +
        runtime_mistakes(ctx.attr.runtimes, ctx.attr.base) +
        config_mistakes(ctx.attr) +
        weight_mistakes(ctx.attr) +
        argument_mistakes("args", ctx.attr.args) +
        argument_mistakes("env", ctx.attr.env.values()) +
        _start_mistakes(ctx) +
        _interpreter_mistakes(ctx, environment) +
        platform_mistakes(platform, 'set platform = "@rt//platforms:linux_amd64" in ' + build_file(ctx.label))
    )

def _start_mistakes(ctx):
    given = [name for name in ["main", "module", "script"] if getattr(ctx.attr, name)]
    fix = "correct it in " + build_file(ctx.label)
    if len(given) != 1:
        return [mistake(
            "Cannot start {} programs: {}".format(len(given), ", ".join(given)) if given else "Cannot tell what to start",
            accepted = 'one of main = "serve.py" (a file of srcs), module = "uvicorn", and script = "uvicorn" (a program of a wheel)',
            fix = fix,
        )]
    if ctx.attr.main and ctx.file.main not in ctx.files.srcs:
        return [mistake(
            'Cannot start "{}": it is not in srcs'.format(label_text(ctx.attr.main.label)),
            accepted = ", ".join([file.short_path for file in ctx.files.srcs if file.extension == "py"]) or "a Python file in srcs",
            fix = 'add it: srcs = ["{}"]'.format(ctx.attr.main.label.name),
        )]
    if ctx.attr.module and not all([part.replace("_", "a").isalnum() for part in ctx.attr.module.split(".")]):
        return [mistake(
            'Cannot start the module "{}"'.format(ctx.attr.module),
            accepted = 'the dotted name of a module, such as "uvicorn" or "server.main"',
            fix = fix,
        )]
    return []

def _interpreter_mistakes(ctx, environment):
    return [
        mistake(
            "Cannot put two interpreters into one image: {} of interpreter, and {} of {}".format(
                environment.interpreter.path,
                target[PythonEnvironmentInfo].interpreter.path,
                label_text(target.label),
            ),
            accepted = "one interpreter",
            fix = "take {} out of {}".format(label_text(target.label), attribute),
        )
        for attribute, targets in {"base": [ctx.attr.base] if ctx.attr.base else [], "tars": ctx.attr.tars}.items()
        for target in targets
        if PythonEnvironmentInfo in target and (
            target[PythonEnvironmentInfo].interpreter.path != environment.interpreter.path or
            target[PythonEnvironmentInfo].interpreter.version != environment.interpreter.version
        )
    ]

def _own_layers(ctx, base, below, platform, environment):
    """Weights, then code, which changes most."""
    place = app_place(ctx.label.package)
    code = write_code_layer(
        ctx,
        _RULE,
        files = depset(transitive = [target[DefaultInfo].files for target in ctx.attr.srcs + ctx.attr.data]),
        interpreter = environment.interpreter,
        name = ctx.label.name + ".code",
        place = place,
        settings = environment,
    )
    if not ctx.attr.weights:
        return [code]
    budget = layer_budget(
        ctx,
        _RULE,
        base = base,
        layers = below,
        most = ctx.attr.max_layers,
        platform = platform,
        reserve = 1,
    )
    return [describe_placed_weights(
        ctx,
        _RULE,
        max_layers = budget,
        name = ctx.label.name + ".weights",
        options = weight_options(ctx.attr),
        place = place,
        sources = depset(transitive = [target[DefaultInfo].files for target in ctx.attr.weights]),
    ), code]

def _options(ctx, environment):
    bin_directory = "/{}/bin".format(environment.prefix)
    defaults = {
        "PYTHONPATH": "/" + APP_DIRECTORY,
        "PYTHONUNBUFFERED": "1",
        "VIRTUAL_ENV": "/" + environment.prefix,
    }
    place = app_place(ctx.label.package)
    targets = {each.label: each for each in ctx.attr.srcs + ctx.attr.weights + ctx.attr.data}.values()
    config = struct(**({name: getattr(ctx.attr, name) for name in CONFIG_ATTRS} | {
        "entrypoint": [bin_directory + "/python"] + _start(ctx, bin_directory, place) + [
            expand_app_argument(ctx, "args", value, targets, place)
            for value in ctx.attr.args
        ],
        "env": {name: value for name, value in defaults.items() if name not in ctx.attr.env} | {
            name: expand_app_argument(ctx, "env", value, targets, place) if "$(" in value else value
            for name, value in ctx.attr.env.items()
        },
        "workdir": ctx.attr.workdir or "/" + APP_DIRECTORY,
    }))
    directories = [bin_directory] + ([] if ctx.attr.base else _USUAL_PATH)
    return ["--search-path=PATH=" + directory for directory in directories] + config_options(config)

# What container engines search where an image has no PATH.
_USUAL_PATH = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]

def _start(ctx, bin_directory, place):
    if ctx.attr.main:
        return ["/" + place(ctx.file.main)]
    if ctx.attr.module:
        return ["-m", ctx.attr.module]
    return [bin_directory + "/" + ctx.attr.script]

_WEIGHT_ATTRS = {name: WEIGHT_ATTRS[name] for name in ["allow_missing_shards", "bundle_below", "max_layer_size", "max_layers"]}

python_image_rule = rule(
    implementation = _python_image_impl,
    doc = "Makes an image of a Python program; the macro `python_image` says how.",
    attrs = BINARY_ATTRS | COMPILER_ATTRS | CONFIG_ATTRS | PLATFORM_ATTRS | RUNTIME_ATTRS | TOOL_ATTRS | _WEIGHT_ATTRS | {
        "args": attr.string_list(
            doc = "First arguments of the program.",
        ),
        "base": attr.label(
            allow_files = True,
            doc = "The image below: a target with ImageInfo, one directory in the OCI image layout, or one tar of an image.",
        ),
        "data": attr.label_list(
            allow_files = True,
            doc = "Other files beside the sources.",
        ),
        "environment": attr.label(
            doc = "Interpreter and wheels, a `python_layers` target.",
            mandatory = True,
            providers = [PythonEnvironmentInfo],
        ),
        "main": attr.label(
            allow_single_file = True,
            doc = "The file of `srcs` to start.",
        ),
        "module": attr.string(
            doc = "The module to start.",
        ),
        "script": attr.string(
            doc = "The program of a wheel to start.",
        ),
        "srcs": attr.label_list(
            allow_files = True,
            doc = "The program's own files.",
        ),
        "tars": attr.label_list(
            allow_files = True,
            doc = "Layers between the base and the interpreter, bottom first.",
        ),
        "weights": attr.label_list(
            allow_files = True,
            doc = "Files and directories in layers of their own, beside the sources.",
        ),
    },
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)
