"""The rule behind the macro python_image."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "file_options_of",
    "options_of",
    "row",
    "table_mistakes",
    "with_doc",
)
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "label_text", "mistake")
load("//rules/private/image:actions/build_image.bzl", "build_image")
load("//rules/private/image:base_image.bzl", "BASE_TABLE", "base_mistakes", "base_of")
load("//rules/private/image:binary_checks.bzl", "BINARY_TABLE", "binary_validation")
load("//rules/private/image:image_config.bzl", "CONFIG_TABLE", "EXPANDED_ENV")
load("//rules/private/image:image_info.bzl", "ImageInfo")
load("//rules/private/image:image_outputs.bzl", "image_outputs")
load("//rules/private/layer:extension_modules_info.bzl", "modules_of")
load("//rules/private/layer:layer_inputs.bzl", "join_layers", "layer_mistakes", "layers_of")
load("//rules/private/model:actions/layer_budget.bzl", "layer_budget")
load("//rules/private/model:actions/program_layers.bzl", "program_layers")
load("//rules/private/model:image_arguments.bzl", "argument_mistakes", "expand_for_image")
load("//rules/private/model:program_arguments.bzl", "program_arguments")
load("//rules/private/model:program_arguments_info.bzl", "ProgramArgumentsInfo", "RUNFILES_ROOT")
load("//rules/private/model:program_parts.bzl", "WEIGHT_SUFFIXES")
load("//rules/private/model:python_program.bzl", "python_mistakes", "python_program", "with_search_path")
load("//rules/private/model:weight_options.bzl", "WEIGHT_TABLE")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "platform_mistakes", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python_code:actions/code_layers.bzl", "write_code_layer")
load("//rules/private/python_code:actions/layer_commands.bzl", "COMPILER_ATTRS")
load(
    "//rules/private/python_code:cuda_packages.bzl",
    "cuda_mistakes",
    "cuda_runtimes",
    "package_mistakes",
)
load("//rules/private/python_code:cuda_runfiles.bzl", "cuda_in_runfiles")
load("//rules/private/python_code:py_binary_facts.bzl", "py_binary_facts")
load("//rules/private/python_code:python_runfiles.bzl", "python_root")
load("//rules/private/python_code:site_files.bzl", "SITE_ATTRS")
load(
    "//rules/private/runtime:runtime_set.bzl",
    "RUNTIME_TABLE",
    "image_runtimes",
    "layered_runtimes",
    "runtime_mistakes",
)
load(":actions/describe_placed_weights.bzl", "describe_placed_weights")
load(":app_places.bzl", "APP_DIRECTORY", "app_place", "expand_app_argument")
load(":cuda_wheels.bzl", "wheel_library_directories")
load(":environment_of_image.bzl", "environment_layers", "search_path_options")
load(":python_environment_info.bzl", "PythonEnvironmentInfo")

visibility(["//rules/..."])

_RULE = "python_image"

def _is_module(text):
    return all([part.replace("_", "a").isalnum() for part in text.split(".")])

def _module_mistakes(_, value):
    return [] if _is_module(value) else [mistake(
        'Cannot start the module "{}"'.format(value),
        accepted = 'the dotted name of a module, such as "uvicorn" or "server.main"',
    )]

# How weights become layers.
_LAYERS_TABLE = {
    name: WEIGHT_TABLE[name]
    for name in ["bundle_below", "max_layers", "max_layer_size", "allow_missing_shards"]
}

# The entrypoint is the interpreter.
_CONFIG_TABLE = {name: each for name, each in CONFIG_TABLE.items() if name != "entrypoint"}

PYTHON_IMAGE_TABLE = {
    "environment": row(
        attr.label,
        doc = "Set by the macro: interpreter and wheels, a `python_layers` target; None for a toolchain's interpreter.",
        providers = [PythonEnvironmentInfo],
    ),
    "srcs": row(
        attr.label_list,
        doc = "The program's own files.",
        allow_files = True,
    ),
    "main": row(
        attr.label,
        doc = "The file in `srcs` to run. One of `main`, `module`, `script` and `binary` must be given.",
        allow_single_file = True,
    ),
    "module": row(
        attr.string,
        doc = "The module to run, as with `python -m`.",
        check = _module_mistakes,
    ),
    "script": row(
        attr.string,
        doc = "The program of a wheel to run, such as `uvicorn`.",
    ),
    "binary": row(
        attr.label,
        doc = """The py_binary to run, Bazel's or rules_python's, with its runfiles in place of `srcs`; without its
launcher.""",
        aspects = [program_arguments, py_binary_facts],
        cfg = "target",
        executable = True,
    ),
    "inherit_args": row(
        attr.bool,
        doc = "Set by the macro: whether the `args` of the py_binary's own target come first.",
    ),
    "weights": row(
        attr.label_list,
        doc = """Files and directories to put into separate layers, next to `srcs` or in the runfiles of `binary`.
They are not copied: see `weights_layer`.""",
        allow_files = True,
    ),
    "data": row(
        attr.label_list,
        doc = "Other files next to `srcs`, or in the runfiles of `binary`.",
        allow_files = True,
    ),
} | BASE_TABLE | {
    "tars": row(
        attr.label_list,
        doc = "Layers between the base and the interpreter, bottom first, as `oci_image` has them.",
        allow_files = True,
    ),
    "args": row(
        attr.string_list,
        doc = """First arguments of the program, part of the entrypoint. Defaults to those of the `binary` target.
`$(location LABEL)` is the absolute path in the image of a target of `srcs`, `weights` or `data`, or of `binary`. Make
variables are expanded; `$$` stands for `$`.""",
        check = argument_mistakes,
    ),
} | _CONFIG_TABLE | {
    "env": with_doc(
        EXPANDED_ENV,
        """Dict, or a file with `KEY=VALUE` lines. A value with `$(` is expanded like `args`. `PYTHONPATH` is `/app`,
`PYTHONUNBUFFERED` is 1, `VIRTUAL_ENV` is where the wheels are, and `PATH` begins with their programs, unless you say
otherwise. With `binary`, the variables of its own target are set as well, `RUNFILES_DIR` is where its runfiles are, and
`PYTHONPATH` begins with what it imports from.""",
    ),
    "runtimes": with_doc(
        RUNTIME_TABLE["runtimes"],
        """Accelerator runtimes, see `oci_image`: `["@rt//runtimes"]` by default, `[]` for none. If `wheels` or
        packages of `binary` contain CUDA, that is used, and the layers of `@rt//runtimes:cuda` are left out.""",
    ),
} | _LAYERS_TABLE | BINARY_TABLE

def _python_image_impl(ctx):
    base = base_of(ctx, _RULE, ctx.attr.base)
    platform = target_platform(ctx)
    environment = _environment(ctx)
    cuda = _cuda(ctx, environment)
    fail_on(_mistakes(ctx, platform, environment, cuda), _RULE, ctx.label)
    with_wheels = ([ctx.attr.environment] if ctx.attr.environment else []) + ctx.attr.tars
    own = layered_runtimes(with_wheels, cuda.runtimes)
    runtimes = image_runtimes(ctx.attr.runtimes, ctx.attr.base, own = own)
    below = join_layers([
        runtimes.layers,
        layers_of(ctx, _RULE, ctx.attr.tars),
    ] + environment_layers(environment))
    python = _python(ctx, environment)
    code = _own_layers(ctx, base, below, platform, environment, python, runtimes.files)
    image = build_image(
        ctx,
        _RULE,
        base = base,
        files = file_options_of(_CONFIG_TABLE, ctx.file),
        layers = join_layers([below] + code.all),
        options = runtimes.options + _options(ctx, environment, python) + options_of(BINARY_TABLE, ctx.attr),
        platform = platform,
    )
    modules = depset(transitive = [modules_of(with_wheels)] + [each.layer_sets for each in code.packages])
    validation = binary_validation(ctx, _RULE, image, runtimes.all, modules = modules)
    return image_outputs(ctx, _RULE, image, docker = True, validation = validation) + [runtimes.info] + (
        [environment] if ctx.attr.environment else []
    )

def _environment(ctx):
    """The interpreter and its wheels; those of a py_binary may both be in its runfiles, where nothing else is."""
    if ctx.attr.environment:
        return ctx.attr.environment[PythonEnvironmentInfo]
    return struct(
        bytecode = ctx.attr.bytecode,
        compress = ctx.attr.compress,
        interpreter = None,
        interpreter_layers = None,
        layers = join_layers([]),
        prefix = "",
        wheels = depset(),
    )

def _python(ctx, environment):
    """How a py_binary starts: by the interpreter of the virtual environment, so that its wheels are found as well."""
    if not ctx.attr.binary:
        return None
    return python_program(
        ctx.attr.binary,
        environment.interpreter,
        environment.bytecode,
        python = _python_of(environment) if environment.interpreter else None,
    )

def _python_of(environment):
    return "/{}/bin/python".format(environment.prefix)

def _cuda(ctx, environment):
    """What wheels and the runfiles of a py_binary have of CUDA: a struct of packages and runtimes."""
    runfiles = cuda_in_runfiles(ctx.attr.binary, python_root())
    packages = environment.wheels.to_list() + runfiles.packages
    return struct(
        packages = packages,
        runtimes = cuda_runtimes(packages, wheel_library_directories(environment) + runfiles.library_dirs),
    )

def _mistakes(ctx, platform, environment, cuda):
    return (
        base_mistakes(ctx.attr.base, ctx.label) +
        layer_mistakes("tars", ctx.attr.tars) +
        runtime_mistakes(ctx.attr.runtimes, ctx.attr.base) +
        package_mistakes(cuda.packages) +
        cuda_mistakes(cuda.packages, ([ctx.attr.base] if ctx.attr.base else []) + ctx.attr.tars + ctx.attr.runtimes) +
        table_mistakes(PYTHON_IMAGE_TABLE, ctx.attr) +
        argument_mistakes("env", ctx.attr.env.values()) +
        _start_mistakes(ctx) +
        (_binary_mistakes(ctx, environment) if ctx.attr.binary else []) +
        (_interpreter_mistakes(ctx, environment) if environment.interpreter else []) +
        ([] if ctx.attr.binary else _place_mistakes(ctx, environment)) +
        platform_mistakes(platform, 'set platform = "@rt//platforms:linux_amd64" in ' + build_file(ctx.label))
    )

def _start_mistakes(ctx):
    given = [name for name in ["main", "module", "script", "binary"] if getattr(ctx.attr, name)]
    fix = "correct it in " + build_file(ctx.label)
    if len(given) != 1:
        several = "Cannot start {} programs: {}".format(len(given), ", ".join(given))
        return [mistake(
            several if given else "Cannot tell what to start",
            accepted = 'one of main = "serve.py" (a file of srcs), module = "uvicorn", ' +
                       'script = "uvicorn" (a program of a wheel), and binary = ":server" (a py_binary)',
            fix = fix,
        )]
    if ctx.attr.main and ctx.file.main not in ctx.files.srcs:
        return [mistake(
            'Cannot start "{}": it is not in srcs'.format(label_text(ctx.attr.main.label)),
            accepted = ", ".join([
                file.short_path
                for file in ctx.files.srcs
                if file.extension == "py"
            ]) or "a Python file in srcs",
            fix = 'add it: srcs = ["{}"]'.format(ctx.attr.main.label.name),
        )]
    return []

def _binary_mistakes(ctx, environment):
    return python_mistakes(ctx.attr.binary, environment.interpreter, ctx.label) + ([mistake(
        "Cannot use srcs together with binary: it imports only its runfiles",
        accepted = "srcs with main, module or script; or binary alone, with its own srcs and deps",
        fix = "move srcs to {}, or to a py_library in its deps".format(label_text(ctx.attr.binary.label)),
    )] if ctx.attr.srcs else [])

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

def _place_mistakes(ctx, environment):
    """Files that would be on top of the wheels: those of a local environment, which glob() finds."""
    place = app_place(ctx.label.package)
    return [
        mistake(
            'Cannot place "{}" of {} at "/{}": the virtual environment of the image is there'.format(
                files[0].short_path,
                attribute,
                environment.prefix,
            ) + (", and {} more files".format(len(files) - 1) if len(files) > 1 else ""),
            accepted = "files beside it",
            fix = 'leave them out: glob(..., exclude = ["{}/**"]), or set another prefix in {}'.format(
                environment.prefix.removeprefix(APP_DIRECTORY + "/"),
                build_file(ctx.label),
            ),
        )
        for attribute in ["srcs", "data", "weights"]
        for files in [[
            file
            for file in getattr(ctx.files, attribute)
            if (place(file) + "/").startswith(environment.prefix + "/")
        ]]
        if files
    ]

def _own_layers(ctx, base, below, platform, environment, python, elsewhere):
    """Layers of the program, bottom first, and those among them that are packages of others."""
    if not python:
        return struct(all = _file_layers(ctx, base, below, platform, environment), packages = [])
    return program_layers(
        ctx,
        _RULE,
        base = base,
        below = below,
        elsewhere = elsewhere,
        platform = platform,
        python = python,
        settings = struct(
            architecture = platform.architecture,
            compress = environment.compress,
            max_layers = ctx.attr.max_layers,
            split = "",
            weight_options = options_of(_LAYERS_TABLE, ctx.attr),
            weight_size = ctx.attr.bundle_below,
            weight_suffixes = WEIGHT_SUFFIXES,
        ),
    )

def _file_layers(ctx, base, below, platform, environment):
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
        options = options_of(_LAYERS_TABLE, ctx.attr),
        place = place,
        sources = depset(transitive = [target[DefaultInfo].files for target in ctx.attr.weights]),
    ), code]

def _options(ctx, environment, python):
    programs = ["/{}/bin".format(environment.prefix)] if environment.interpreter else []
    start = _start_of_binary(ctx, python) if python else _start_of_files(ctx, environment)
    defaults = start.defaults | {"PYTHONUNBUFFERED": "1"} | (
        {"VIRTUAL_ENV": "/" + environment.prefix} if environment.interpreter else {}
    )
    config = struct(**({name: getattr(ctx.attr, name) for name in _CONFIG_TABLE} | {
        "clear_cmd": ctx.attr.clear_cmd,
        "clear_entrypoint": False,
        "entrypoint": start.entrypoint,
        "env": {name: value for name, value in defaults.items() if name not in ctx.attr.env} | start.env,
        "workdir": ctx.attr.workdir or start.workdir,
    }))
    return search_path_options(programs, ctx.attr.base) + (
        python.options if python else []
    ) + options_of(CONFIG_TABLE, config)

def _start_of_files(ctx, environment):
    """How a program starts that has its files below the usual directory."""
    place = app_place(ctx.label.package)
    targets = {each.label: each for each in ctx.attr.srcs + ctx.attr.weights + ctx.attr.data}.values()
    return struct(
        defaults = {"PYTHONPATH": "/" + APP_DIRECTORY},
        entrypoint = [_python_of(environment)] + _started(ctx, environment, place) + [
            expand_app_argument(ctx, "args", value, targets, place)
            for value in ctx.attr.args
        ],
        env = {
            name: expand_app_argument(ctx, "env", value, targets, place) if "$(" in value else value
            for name, value in ctx.attr.env.items()
        },
        workdir = "/" + APP_DIRECTORY,
    )

def _started(ctx, environment, place):
    if ctx.attr.main:
        return ["/" + place(ctx.file.main)]
    if ctx.attr.module:
        return ["-m", ctx.attr.module]
    return ["/{}/bin/{}".format(environment.prefix, ctx.attr.script)]

def _start_of_binary(ctx, python):
    """How a py_binary starts: as `bazel run` starts it, but for its launcher."""
    root = "/" + python.root
    own = ctx.attr.binary[ProgramArgumentsInfo]
    targets = {each.label: each for each in [ctx.attr.binary] + ctx.attr.weights + ctx.attr.data}.values()
    return struct(
        defaults = {"RUNFILES_DIR": root} | with_search_path({
            # These are not references to other variables.
            name: value.replace(RUNFILES_ROOT, root).replace("$", "$$")
            for name, value in own.env.items()
        }),
        entrypoint = python.entrypoint + [
            value.replace(RUNFILES_ROOT, root)
            for value in own.args
            if ctx.attr.inherit_args
        ] + [expand_for_image(ctx, "args", value, targets, root) for value in ctx.attr.args],
        env = with_search_path({
            name: expand_for_image(ctx, "env", value, targets, root) if "$(" in value else value
            for name, value in ctx.attr.env.items()
        }),
        workdir = root + "/_main",
    )

python_image_rule = rule(
    implementation = _python_image_impl,
    doc = "Makes an image of a Python program; the macro `python_image` says how.",
    attrs = COMPILER_ATTRS | PLATFORM_ATTRS | SITE_ATTRS | TOOL_ATTRS | attributes_of(PYTHON_IMAGE_TABLE) | {
        "bytecode": attr.bool(
            default = True,
            doc = "Set by the macro: whether Python files are compiled, where there is no `environment` to say it.",
        ),
        "compress": attr.string(
            default = "zstd",
            doc = "Set by the macro: compression of layers, where there is no `environment` to say it.",
            values = ["", "gzip", "zstd"],
        ),
    },
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)
