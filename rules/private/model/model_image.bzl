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
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "target_label")
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
load(
    "//rules/private/runtime:runtime_set.bzl",
    "RUNTIME_TABLE",
    "image_runtimes",
    "layered_runtimes",
    "runtime_mistakes",
)
load(":actions/layer_budget.bzl", "layer_budget")
load(":actions/pack_program.bzl", "describe_runfiles", "pack_runfiles")
load(":image_arguments.bzl", "argument_mistakes", "expand_for_image")
load(":program_arguments.bzl", "program_arguments")
load(":program_arguments_info.bzl", "ProgramArgumentsInfo", "RUNFILES_ROOT")
load(":program_parts.bzl", "WEIGHT_SUFFIXES", "split_program")
load(":weight_options.bzl", "WEIGHT_TABLE")

visibility(["//rules/..."])

_RULE = "model_image"

# How the weights of the program become layers.
_LAYERS_TABLE = {
    "bundle_below": WEIGHT_TABLE["bundle_below"],
    "max_layers": with_doc(
        WEIGHT_TABLE["max_layers"],
        """Most layers of weights; 100 if not given, and never more than the base and the other layers leave of the 127
that engines mount. Where there would be more, files share layers as if `bundle_below` were twice as much, or more.""",
    ),
    "max_layer_size": with_doc(
        WEIGHT_TABLE["max_layer_size"],
        """Bytes that no layer over the base may exceed, as stored: some registries have a limit. Files that share a
layer of weights stay below it; a file that is larger, or another layer that is, is an error.""",
    ),
    "allow_missing_shards": WEIGHT_TABLE["allow_missing_shards"],
}

# The entrypoint is the program.
_CONFIG_TABLE = {name: each for name, each in CONFIG_TABLE.items() if name != "entrypoint"}

MODEL_IMAGE_TABLE = {
    "binary": row(
        attr.label,
        doc = "The program, an executable target.",
        aspects = [program_arguments],
        cfg = "target",
        executable = True,
        mandatory = True,
    ),
    "weights": row(
        attr.label_list,
        doc = "Files and directories that are weights, whatever their names. Added to the runfiles if missing.",
        allow_files = True,
    ),
    "data": row(
        attr.label_list,
        doc = "Other targets that `args` and `env` name. They are added to the runfiles if missing.",
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
        doc = """First arguments of the program, part of the entrypoint. If not given, those of the program's own
target, as `bazel run` passes them; `[]` for none. `$(location LABEL)`, `$(execpath LABEL)` and `$(rootpath LABEL)` are
the absolute path in the image of a target of `weights` or `data`, or of the program; `$(rlocationpath LABEL)` is what a
runfiles library wants. Make variables are expanded; `$$` stands for `$`.""",
        check = argument_mistakes,
    ),
    "inherit_args": row(
        attr.bool,
        doc = "Set by the macro: whether the `args` of the program's own target come first.",
    ),
    "prefix": with_doc(
        WEIGHT_TABLE["prefix"],
        "Directory of the image that the program goes to. Without it the root.",
    ),
} | _CONFIG_TABLE | {
    "env": with_doc(
        EXPANDED_ENV,
        """Dict, or a file with `KEY=VALUE` lines, on top of what the program's own target sets. A value with `$(` is
expanded as `args` are; `$NAME` and `${NAME}` stand for what the base or an earlier key has. `RUNFILES_DIR` is set to
where
the runfiles are.""",
    ),
    "weight_suffixes": row(
        attr.string_list,
        doc = """Runfiles whose names end with one of these are weights as well. If not given: .bin, .ckpt, .ggml,
.gguf, .h5, .msgpack, .npz, .onnx, .pb, .plan, .pt, .pth, .safetensors, .tflite. `[]` for none.""",
        default = WEIGHT_SUFFIXES,
    ),
    "split_layers": row(
        attr.bool,
        doc = "Whether a layer of the program that would exceed `max_layer_size` becomes several instead.",
    ),
    "compress": row(
        attr.string,
        doc = "Compression of the layers that are not weights, `zstd`, `gzip` or none.",
        default = "zstd",
        values = ["", "gzip", "zstd"],
    ),
    "runtimes": with_doc(
        RUNTIME_TABLE["runtimes"],
        """Accelerator runtimes, layers of their own at the bottom, see `oci_image`: `["@rt//runtimes"]` if not given,
`[]` for none. Runfiles of the program that are theirs are not packed once more.""",
    ),
} | _LAYERS_TABLE | BINARY_TABLE

def _model_image_impl(ctx):
    base = base_of(ctx, _RULE, ctx.attr.base)
    platform = target_platform(ctx)
    fail_on(_mistakes(ctx, platform), _RULE, target_label(ctx))
    runtimes = image_runtimes(ctx.attr.runtimes, ctx.attr.base, own = layered_runtimes(ctx.attr.tars))
    below = join_layers([runtimes.layers, layers_of(ctx, _RULE, ctx.attr.tars)])
    image = build_image(
        ctx,
        _RULE,
        base = base,
        files = file_options_of(_CONFIG_TABLE, ctx.file),
        layers = join_layers([below] + _program_layers(ctx, base, below, platform, runtimes.files)),
        options = (
            runtimes.options +
            options_of(CONFIG_TABLE, _config(ctx)) +
            _limits(ctx) +
            options_of(BINARY_TABLE, ctx.attr)
        ),
        platform = platform,
    )
    validation = binary_validation(ctx, _RULE, image, runtimes.all, modules = modules_of(ctx.attr.tars))
    return image_outputs(ctx, _RULE, image, docker = True, validation = validation) + [runtimes.info]

def _mistakes(ctx, platform):
    return (
        base_mistakes(ctx.attr.base, ctx.label) +
        layer_mistakes("tars", ctx.attr.tars) +
        runtime_mistakes(ctx.attr.runtimes, ctx.attr.base, ctx.attr.tars) +
        table_mistakes(MODEL_IMAGE_TABLE, ctx.attr) +
        argument_mistakes("env", ctx.attr.env.values()) +
        platform_mistakes(platform, 'set platform = "@rt//platforms:linux_amd64" in ' + build_file(ctx.label))
    )

def _program_layers(ctx, base, below, platform, elsewhere):
    """Layers of the program, the ones that change least at the bottom; parts without files have none."""
    info = ctx.attr.binary[DefaultInfo]
    parts = split_program(info, ctx.files.weights, ctx.files.data, ctx.attr.weight_suffixes, elsewhere)
    third_party = [_packed(ctx, info, part, "third_party") for part in _filled(parts.third_party)]
    own = [_packed(ctx, info, parts.own, "own")]
    weights = [
        describe_runfiles(
            ctx,
            _RULE,
            info = info,
            max_layers = _max_layers(ctx, base, below, third_party + own, platform),
            name = ctx.label.name + ".weights",
            options = _weight_options(ctx.attr),
            part = part,
            prefix = ctx.attr.prefix.strip("/"),
        )
        for part in _filled(parts.weights)
    ]
    return third_party + weights + own

def _packed(ctx, info, part, name):
    return pack_runfiles(
        ctx,
        _RULE,
        compress = ctx.attr.compress,
        info = info,
        name = "{}.{}".format(ctx.label.name, name),
        part = part,
        prefix = ctx.attr.prefix.strip("/"),
        split = ctx.attr.max_layer_size if ctx.attr.split_layers else "",
        weights = struct(size = ctx.attr.bundle_below, suffixes = ctx.attr.weight_suffixes),
        whole_program = name == "own",
    )

def _max_layers(ctx, base, below, packed, platform):
    """The layers of the program are one each, and counted beforehand; only split ones must be made before."""
    return layer_budget(
        ctx,
        _RULE,
        base = base,
        layers = join_layers([below] + (packed if ctx.attr.split_layers else [])),
        most = ctx.attr.max_layers,
        platform = platform,
        reserve = 0 if ctx.attr.split_layers else len(packed),
    )

def _filled(part):
    return [part] if part.files or part.symlinks or part.root_symlinks else []

def _weight_options(attributes):
    """All files of a program have one mode, so that it does not matter in which layer they are."""
    return options_of(_LAYERS_TABLE, attributes) + ["--mode=0755"]

def _config(ctx):
    """The config with what is known of the program: attributes as `options_of` wants them."""
    executable = ctx.attr.binary[DefaultInfo].files_to_run.executable
    place = "/" + ctx.attr.prefix.strip("/") if ctx.attr.prefix.strip("/") else ""
    root = "{}/{}".format(place, runfiles_root(executable))
    program = ctx.attr.binary[ProgramArgumentsInfo]
    targets = {each.label: each for each in [ctx.attr.binary] + ctx.attr.weights + ctx.attr.data}.values()
    return struct(**({name: getattr(ctx.attr, name) for name in _CONFIG_TABLE} | {
        "clear_cmd": ctx.attr.clear_cmd,
        "clear_entrypoint": False,
        "entrypoint": [root.removesuffix(".runfiles")] + [
            value.replace(RUNFILES_ROOT, root)
            for value in program.args
            if ctx.attr.inherit_args
        ] + [expand_for_image(ctx, "args", value, targets, root) for value in ctx.attr.args],
        "env": {"RUNFILES_DIR": root} | {
            # These are not references to other variables.
            name: value.replace(RUNFILES_ROOT, root).replace("$", "$$")
            for name, value in program.env.items()
            if name not in ctx.attr.env
        } | {
            name: expand_for_image(ctx, "env", value, targets, root) if "$(" in value else value
            for name, value in ctx.attr.env.items()
        },
        "workdir": ctx.attr.workdir or root + "/_main",
    }))

def _limits(ctx):
    return ["--max-layer-size=" + ctx.attr.max_layer_size] if ctx.attr.max_layer_size else []

model_image_rule = rule(
    implementation = _model_image_impl,
    doc = "Makes an image of a program and its weights; the macro `model_image` says how.",
    attrs = PLATFORM_ATTRS | TOOL_ATTRS | attributes_of(MODEL_IMAGE_TABLE) | {
        "public_name": attr.string(
            doc = "Name that people gave to the image, where another target has it.",
        ),
    },
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)
