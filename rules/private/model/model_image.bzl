"""The rule behind the macro model_image."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "file_options_of",
    "options_of",
    "row",
    "table_mistakes",
    "with_doc",
)
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "label_text", "mistake", "target_label")
load("//rules/private/image:actions/build_image.bzl", "build_image")
load("//rules/private/image:base_image.bzl", "BASE_TABLE", "base_mistakes", "base_of")
load("//rules/private/image:binary_checks.bzl", "BINARY_TABLE", "binary_validation")
load("//rules/private/image:image_config.bzl", "CONFIG_TABLE", "EXPANDED_ENV")
load("//rules/private/image:image_info.bzl", "ImageInfo")
load("//rules/private/image:image_outputs.bzl", "image_outputs")
load("//rules/private/layer:content.bzl", "runfiles_root")
load("//rules/private/layer:extension_modules_info.bzl", "modules_of")
load("//rules/private/layer:layer_inputs.bzl", "join_layers", "layer_mistakes", "layers_of")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "platform_mistakes", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python_code:actions/layer_commands.bzl", "COMPILER_ATTRS")
load(
    "//rules/private/python_code:cuda_packages.bzl",
    "cuda_mistakes",
    "cuda_runtimes",
    "package_mistakes",
)
load("//rules/private/python_code:cuda_runfiles.bzl", "cuda_in_runfiles")
load("//rules/private/python_code:py_binary_facts.bzl", "py_binary_facts")
load("//rules/private/python_code:py_binary_info.bzl", "PyBinaryInfo")
load("//rules/private/python_code:python_interpreter_info.bzl", "PythonInterpreterInfo")
load("//rules/private/python_code:python_runfiles.bzl", "python_root")
load("//rules/private/python_code:site_files.bzl", "SITE_ATTRS")
load(
    "//rules/private/runtime:runtime_set.bzl",
    "RUNTIME_TABLE",
    "image_runtimes",
    "layered_runtimes",
    "runtime_mistakes",
)
load(":actions/program_layers.bzl", "program_layers")
load(":image_arguments.bzl", "argument_mistakes", "expand_for_image")
load(":program_arguments.bzl", "program_arguments")
load(":program_arguments_info.bzl", "ProgramArgumentsInfo", "RUNFILES_ROOT")
load(":program_parts.bzl", "WEIGHT_SUFFIXES")
load(":python_program.bzl", "python_mistakes", "python_program", "with_search_path")
load(":weight_options.bzl", "WEIGHT_TABLE")

visibility(["//rules/..."])

_RULE = "model_image"

# How the weights of the program become layers.
_LAYERS_TABLE = {
    "bundle_below": WEIGHT_TABLE["bundle_below"],
    "max_layers": with_doc(
        WEIGHT_TABLE["max_layers"],
        """Maximum number of weight layers; 100 by default, and never more than the base and the other layers leave of
        the 127 that engines can mount. If there would be more, `bundle_below` is doubled until they fit.""",
    ),
    "max_layer_size": with_doc(
        WEIGHT_TABLE["max_layer_size"],
        """Maximum size in bytes of any layer above the base, as stored, for registries with a limit. Shared weight
        layers stay below it; a larger file, or any other larger layer, is an error.""",
    ),
    "allow_missing_shards": WEIGHT_TABLE["allow_missing_shards"],
}

# The entrypoint is the program.
_CONFIG_TABLE = {name: each for name, each in CONFIG_TABLE.items() if name != "entrypoint"}

MODEL_IMAGE_TABLE = {
    "binary": row(
        attr.label,
        doc = "The program, an executable target. A py_binary is started by its interpreter, without its launcher.",
        aspects = [program_arguments, py_binary_facts],
        cfg = "target",
        executable = True,
        mandatory = True,
    ),
    "interpreter": row(
        attr.label,
        doc = """The Python that runs a py_binary: a `python.interpreter` or a `python_interpreter`. Defaults to that
of its toolchain, which must then be in its runfiles.""",
        providers = [PythonInterpreterInfo],
    ),
    "bytecode": row(
        attr.bool,
        doc = """Whether to compile the files of a py_binary with the `runner` of `interpreter`, so that it starts
faster.""",
        default = True,
    ),
    "weights": row(
        attr.label_list,
        doc = """Files and directories to treat as weights, whatever their names. They are added to the runfiles if
missing.""",
        allow_files = True,
    ),
    "data": row(
        attr.label_list,
        doc = "Other targets that `args` and `env` refer to. They are added to the runfiles if missing.",
        allow_files = True,
    ),
} | BASE_TABLE | {
    "tars": row(
        attr.label_list,
        doc = "Layers between the base and the program, bottom first, as `oci_image` has them.",
        allow_files = True,
    ),
    "args": row(
        attr.string_list,
        doc = """First arguments of the program, part of the entrypoint. Defaults to those of the program's target, as
`bazel run` passes them; `[]` for none. `$(location LABEL)`, `$(execpath LABEL)` and `$(rootpath LABEL)` are the
absolute path in the image of a target of `weights` or `data`, or of the program; `$(rlocationpath LABEL)` is the path
for a runfiles library. Make variables are expanded; `$$` stands for `$`.""",
        check = argument_mistakes,
    ),
    "inherit_args": row(
        attr.bool,
        doc = "Set by the macro: whether the `args` of the program's own target come first.",
    ),
    "prefix": with_doc(
        WEIGHT_TABLE["prefix"],
        "Directory in the image for the program. Defaults to the root, or `app` for a py_binary.",
    ),
} | _CONFIG_TABLE | {
    "env": with_doc(
        EXPANDED_ENV,
        """Dict, or a file with `KEY=VALUE` lines, on top of what the program's own target sets. A value with `$(` is
        expanded like `args`; `$NAME` and `${NAME}` stand for the value in the base or of an earlier key.
        `RUNFILES_DIR` is set to the location of the runfiles. Directories in `PYTHONPATH` come after those that a
        py_binary imports from.""",
    ),
    "weight_suffixes": row(
        attr.string_list,
        doc = """Runfiles whose names end with one of these are weights as well. Default: .bin, .ckpt, .ggml,
.gguf, .h5, .msgpack, .npz, .onnx, .pb, .plan, .pt, .pth, .safetensors, .tflite. `[]` for none.""",
        default = WEIGHT_SUFFIXES,
    ),
    "split_layers": row(
        attr.bool,
        doc = "Whether to split a program layer that would exceed `max_layer_size`.",
    ),
    "compress": row(
        attr.string,
        doc = "Compression of the layers other than weights: `zstd`, `gzip` or none.",
        default = "zstd",
        values = ["", "gzip", "zstd"],
    ),
    "runtimes": with_doc(
        RUNTIME_TABLE["runtimes"],
        """Accelerator runtimes, in separate layers at the bottom, see `oci_image`: `["@rt//runtimes"]` by default,
        `[]` for none. Runfiles of the program that belong to them are not packed a second time.""",
    ),
} | _LAYERS_TABLE | BINARY_TABLE

def _model_image_impl(ctx):
    base = base_of(ctx, _RULE, ctx.attr.base)
    platform = target_platform(ctx)
    prefix = ctx.attr.prefix.strip("/")
    cuda = cuda_in_runfiles(ctx.attr.binary, python_root(prefix))
    fail_on(_mistakes(ctx, platform, cuda.packages), _RULE, target_label(ctx))
    runtimes = image_runtimes(
        ctx.attr.runtimes,
        ctx.attr.base,
        own = layered_runtimes(ctx.attr.tars, cuda_runtimes(cuda.packages, cuda.library_dirs)),
    )
    interpreter = _interpreter(ctx)
    python = python_program(ctx.attr.binary, interpreter, ctx.attr.bytecode, prefix)
    below = join_layers([runtimes.layers, layers_of(ctx, _RULE, ctx.attr.tars)] + _interpreter_layers(interpreter))
    own = program_layers(
        ctx,
        _RULE,
        base = base,
        below = below,
        elsewhere = runtimes.files,
        platform = platform,
        python = python,
        settings = _settings(ctx.attr, platform),
    )
    image = build_image(
        ctx,
        _RULE,
        base = base,
        files = file_options_of(_CONFIG_TABLE, ctx.file),
        layers = join_layers([below] + own.all),
        options = (
            runtimes.options +
            (python.options if python else []) +
            options_of(CONFIG_TABLE, _config(ctx, python)) +
            _limits(ctx) +
            options_of(BINARY_TABLE, ctx.attr)
        ),
        platform = platform,
    )
    modules = [each.layer_sets for each in own.packages if python] + [modules_of(ctx.attr.tars)]
    validation = binary_validation(ctx, _RULE, image, runtimes.all, modules = depset(transitive = modules))
    return image_outputs(ctx, _RULE, image, docker = True, validation = validation) + [runtimes.info]

def _interpreter(ctx):
    return ctx.attr.interpreter[PythonInterpreterInfo] if ctx.attr.interpreter else None

def _interpreter_layers(interpreter):
    return [interpreter.layers] if interpreter and interpreter.layers else []

def _mistakes(ctx, platform, packages):
    return (
        base_mistakes(ctx.attr.base, ctx.label) +
        layer_mistakes("tars", ctx.attr.tars) +
        runtime_mistakes(ctx.attr.runtimes, ctx.attr.base, ctx.attr.tars) +
        package_mistakes(packages) +
        cuda_mistakes(packages, ([ctx.attr.base] if ctx.attr.base else []) + ctx.attr.tars + ctx.attr.runtimes) +
        table_mistakes(MODEL_IMAGE_TABLE, ctx.attr) +
        argument_mistakes("env", ctx.attr.env.values()) +
        python_mistakes(ctx.attr.binary, _interpreter(ctx), target_label(ctx)) +
        _bytecode_mistakes(ctx) +
        platform_mistakes(platform, 'set platform = "@rt//platforms:linux_amd64" in ' + build_file(ctx.label))
    )

def _bytecode_mistakes(ctx):
    if ctx.attr.bytecode or PyBinaryInfo in ctx.attr.binary:
        return []
    return [mistake(
        'Cannot leave out compiled Python files: "{}" is not a py_binary'.format(label_text(ctx.attr.binary.label)),
        accepted = "bytecode = False where binary is a py_binary",
        fix = "remove bytecode in " + build_file(target_label(ctx)),
    )]

def _settings(attributes, platform):
    return struct(
        architecture = platform.architecture,
        compress = attributes.compress,
        max_layers = attributes.max_layers,
        prefix = attributes.prefix.strip("/"),
        split = attributes.max_layer_size if attributes.split_layers else "",
        weight_options = options_of(_LAYERS_TABLE, attributes),
        weight_size = attributes.bundle_below,
        weight_suffixes = attributes.weight_suffixes,
    )

def _config(ctx, python):
    """The config with what is known of the program: attributes as `options_of` wants them."""
    root = "/" + python.root if python else _runfiles_root(ctx)
    program = ctx.attr.binary[ProgramArgumentsInfo]
    search_path = with_search_path if python else dict
    targets = {each.label: each for each in [ctx.attr.binary] + ctx.attr.weights + ctx.attr.data}.values()
    return struct(**({name: getattr(ctx.attr, name) for name in _CONFIG_TABLE} | {
        "clear_cmd": ctx.attr.clear_cmd,
        "clear_entrypoint": False,
        "entrypoint": (python.entrypoint if python else [root.removesuffix(".runfiles")]) + [
            value.replace(RUNFILES_ROOT, root)
            for value in program.args
            if ctx.attr.inherit_args
        ] + [expand_for_image(ctx, "args", value, targets, root) for value in ctx.attr.args],
        "env": {"RUNFILES_DIR": root} | search_path({
            # These are not references to other variables.
            name: value.replace(RUNFILES_ROOT, root).replace("$", "$$")
            for name, value in program.env.items()
            if name not in ctx.attr.env
        }) | search_path({
            name: expand_for_image(ctx, "env", value, targets, root) if "$(" in value else value
            for name, value in ctx.attr.env.items()
        }),
        "workdir": ctx.attr.workdir or root + "/_main",
    }))

def _runfiles_root(ctx):
    prefix = ctx.attr.prefix.strip("/")
    executable = ctx.attr.binary[DefaultInfo].files_to_run.executable
    return "{}/{}".format("/" + prefix if prefix else "", runfiles_root(executable))

def _limits(ctx):
    return ["--max-layer-size=" + ctx.attr.max_layer_size] if ctx.attr.max_layer_size else []

model_image_rule = rule(
    implementation = _model_image_impl,
    doc = "Makes an image of a program and its weights; the macro `model_image` says how.",
    attrs = COMPILER_ATTRS | PLATFORM_ATTRS | SITE_ATTRS | TOOL_ATTRS | attributes_of(MODEL_IMAGE_TABLE) | {
        "public_name": attr.string(
            doc = "The name the user gave to the image, if that is the name of another target.",
        ),
    },
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)
