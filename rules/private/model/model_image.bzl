"""The rule behind the macro model_image."""

load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on")
load("//rules/private/image:actions/build_image.bzl", "build_image")
load("//rules/private/image:base_image.bzl", "base_mistakes", "base_of")
load("//rules/private/image:binary_checks.bzl", "BINARY_ATTRS", "binary_options", "binary_validation")
load("//rules/private/image:image_config.bzl", "CONFIG_ATTRS", "config_files", "config_mistakes", "config_options")
load("//rules/private/image:image_info.bzl", "ImageInfo")
load("//rules/private/image:image_outputs.bzl", "image_outputs")
load("//rules/private/layer:content.bzl", "runfiles_root")
load("//rules/private/layer:layer_inputs.bzl", "join_layers", "layer_mistakes", "layers_of")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "platform_mistakes", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/runtime:runtime_set.bzl", "RUNTIME_ATTRS", "image_runtimes", "runtime_mistakes")
load(":actions/layer_budget.bzl", "layer_budget")
load(":actions/pack_program.bzl", "describe_runfiles", "pack_runfiles")
load(":image_arguments.bzl", "argument_mistakes", "expand_for_image")
load(":program_arguments.bzl", "program_arguments")
load(":program_arguments_info.bzl", "ProgramArgumentsInfo", "RUNFILES_ROOT")
load(":program_parts.bzl", "WEIGHT_SUFFIXES", "split_program")
load(":weight_options.bzl", "WEIGHT_ATTRS", "weight_mistakes", "weight_options")

visibility(["//rules/..."])

_RULE = "model_image"

def _model_image_impl(ctx):
    base = base_of(ctx, _RULE, ctx.attr.base)
    platform = target_platform(ctx)
    fail_on(_mistakes(ctx, platform), _RULE, ctx.label)
    runtimes = image_runtimes(ctx.attr.runtimes, ctx.attr.base)
    below = join_layers([runtimes.layers, layers_of(ctx, _RULE, ctx.attr.tars)])
    image = build_image(
        ctx,
        _RULE,
        base = base,
        files = config_files(ctx.file),
        layers = join_layers([below] + _program_layers(ctx, base, below, platform, runtimes.files)),
        options = runtimes.options + config_options(_config(ctx)) + _limits(ctx) + binary_options(ctx.attr),
        platform = platform,
    )
    validation = binary_validation(ctx, _RULE, image, runtimes.all)
    return image_outputs(ctx, _RULE, image, docker = True, validation = validation) + [runtimes.info]

def _mistakes(ctx, platform):
    return (
        base_mistakes(ctx.attr.base, ctx.label) +
        layer_mistakes("tars", ctx.attr.tars) +
        runtime_mistakes(ctx.attr.runtimes, ctx.attr.base) +
        config_mistakes(ctx.attr) +
        weight_mistakes(ctx.attr) +
        argument_mistakes("args", ctx.attr.args) +
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
    return weight_options(struct(
        allow_missing_shards = attributes.allow_missing_shards,
        bundle_below = attributes.bundle_below,
        max_layer_size = attributes.max_layer_size,
        max_layers = attributes.max_layers,
    )) + ["--mode=0755"]

def _config(ctx):
    """The config with what is known of the program: attributes as `config_options` wants them."""
    executable = ctx.attr.binary[DefaultInfo].files_to_run.executable
    place = "/" + ctx.attr.prefix.strip("/") if ctx.attr.prefix.strip("/") else ""
    root = "{}/{}".format(place, runfiles_root(executable))
    program = ctx.attr.binary[ProgramArgumentsInfo]
    targets = {each.label: each for each in [ctx.attr.binary] + ctx.attr.weights + ctx.attr.data}.values()
    return struct(**({name: getattr(ctx.attr, name) for name in CONFIG_ATTRS} | {
        "entrypoint": [root.removesuffix(".runfiles")] + [
            value.replace(RUNFILES_ROOT, root)
            for value in program.args
            if ctx.attr.inherit_args
        ] + [expand_for_image(ctx, "args", value, targets, root) for value in ctx.attr.args],
        "env": {"RUNFILES_DIR": root} | {
            # These are no references to other variables.
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

_WEIGHT_ATTRS = {name: WEIGHT_ATTRS[name] for name in ["allow_missing_shards", "bundle_below", "max_layer_size", "max_layers", "prefix"]}

model_image_rule = rule(
    implementation = _model_image_impl,
    doc = "Makes an image of a program and its weights; the macro `model_image` says how.",
    attrs = BINARY_ATTRS | CONFIG_ATTRS | PLATFORM_ATTRS | RUNTIME_ATTRS | TOOL_ATTRS | _WEIGHT_ATTRS | {
        "args": attr.string_list(
            doc = "First arguments of the program.",
        ),
        "base": attr.label(
            doc = "The image below: a target with ImageInfo, one directory in the OCI image layout, or one tar of an image.",
            allow_files = True,
        ),
        "binary": attr.label(
            doc = "The program.",
            aspects = [program_arguments],
            cfg = "target",
            executable = True,
            mandatory = True,
        ),
        "compress": attr.string(
            doc = "Compression of the layers that are not weights.",
            default = "zstd",
            values = ["", "gzip", "zstd"],
        ),
        "data": attr.label_list(
            doc = "What `args` and `env` may name besides `weights`. Becomes runfiles.",
            allow_files = True,
        ),
        "inherit_args": attr.bool(
            doc = "Whether the `args` of the program's own target come first.",
        ),
        "split_layers": attr.bool(
            doc = "Whether a layer of the program that would exceed `max_layer_size` becomes several.",
        ),
        "tars": attr.label_list(
            doc = "Layers between the base and the program, bottom first.",
            allow_files = True,
        ),
        "weight_suffixes": attr.string_list(
            doc = "Runfiles whose names end with one of these are weights.",
            default = WEIGHT_SUFFIXES,
        ),
        "weights": attr.label_list(
            doc = "Files and directories that are weights, whatever their names. Become runfiles.",
            allow_files = True,
        ),
    },
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)
