"""The rule behind the macro model_image."""

load("//rules/private:content.bzl", "runfiles_root")
load("//rules/private:image_arguments.bzl", "argument_mistakes", "expand_for_image")
load("//rules/private:image_config.bzl", "CONFIG_ATTRS", "config_files", "config_mistakes", "config_options")
load("//rules/private:image_outputs.bzl", "image_outputs")
load("//rules/private:image_source.bzl", "base_mistakes", "image_of")
load("//rules/private:layer_inputs.bzl", "join_layers", "layer_mistakes", "layers_of")
load("//rules/private:mistakes.bzl", "build_file", "fail_on")
load("//rules/private:platform.bzl", "PLATFORM_ATTRS", "platform_mistakes", "target_platform")
load("//rules/private:program_parts.bzl", "WEIGHT_SUFFIXES", "split_program")
load("//rules/private:weight_options.bzl", "WEIGHT_ATTRS", "weight_mistakes", "weight_options")
load("//rules/private/actions:build_image.bzl", "build_image")
load("//rules/private/actions:pack_program.bzl", "describe_runfiles", "pack_runfiles")
load("//rules/private/actions:run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/providers:image_info.bzl", "ImageInfo")

visibility(["//rules/..."])

_RULE = "model_image"

def _model_image_impl(ctx):
    base = image_of(ctx.attr.base) if ctx.attr.base else None
    platform = target_platform(ctx)
    fail_on(_mistakes(ctx, platform), _RULE, ctx.label)
    image = build_image(
        ctx,
        _RULE,
        base = base,
        files = config_files(ctx.file),
        layers = join_layers([layers_of(ctx, _RULE, ctx.attr.tars)] + _program_layers(ctx)),
        options = config_options(_config(ctx)) + _limits(ctx),
        platform = platform,
    )
    return image_outputs(ctx, _RULE, image, docker = True)

def _mistakes(ctx, platform):
    return (
        base_mistakes(ctx.attr.base, ctx.label) +
        layer_mistakes("tars", ctx.attr.tars) +
        config_mistakes(ctx.attr) +
        weight_mistakes(ctx.attr) +
        argument_mistakes("args", ctx.attr.args) +
        argument_mistakes("env", ctx.attr.env.values()) +
        platform_mistakes(platform, 'set platform = "@rt//platforms:linux_amd64" in ' + build_file(ctx.label))
    )

def _program_layers(ctx):
    """Layers of the program, the ones that change least at the bottom; parts without files have none."""
    info = ctx.attr.binary[DefaultInfo]
    parts = split_program(info, ctx.files.weights, ctx.files.data, ctx.attr.weight_suffixes)
    prefix = ctx.attr.prefix.strip("/")
    return [
        pack_runfiles(
            ctx,
            _RULE,
            compress = ctx.attr.compress,
            info = info,
            name = ctx.label.name + ".third_party",
            part = part,
            prefix = prefix,
            whole_program = False,
        )
        for part in _filled(parts.third_party)
    ] + [
        describe_runfiles(
            ctx,
            _RULE,
            info = info,
            name = ctx.label.name + ".weights",
            options = _weight_options(ctx.attr),
            part = part,
            prefix = prefix,
        )
        for part in _filled(parts.weights)
    ] + [
        pack_runfiles(
            ctx,
            _RULE,
            compress = ctx.attr.compress,
            info = info,
            name = ctx.label.name + ".own",
            part = parts.own,
            prefix = prefix,
            whole_program = True,
        ),
    ]

def _filled(part):
    return [part] if part.files or part.symlinks or part.root_symlinks else []

def _weight_options(attributes):
    """All files of a program have one mode, so that it does not matter in which layer they are."""
    return weight_options(struct(bundle_below = attributes.bundle_below, max_layers = attributes.max_layers)) + [
        "--mode=0755",
    ]

def _config(ctx):
    """The config with what is known of the program: attributes as `config_options` wants them."""
    executable = ctx.attr.binary[DefaultInfo].files_to_run.executable
    place = "/" + ctx.attr.prefix.strip("/") if ctx.attr.prefix.strip("/") else ""
    root = "{}/{}".format(place, runfiles_root(executable))
    targets = [ctx.attr.binary] + ctx.attr.weights + ctx.attr.data
    return struct(**({name: getattr(ctx.attr, name) for name in CONFIG_ATTRS} | {
        "entrypoint": [root.removesuffix(".runfiles")] +
                      [expand_for_image(ctx, "args", value, targets, root) for value in ctx.attr.args],
        "env": {"RUNFILES_DIR": root} | {
            name: expand_for_image(ctx, "env", value, targets, root) if "$(" in value else value
            for name, value in ctx.attr.env.items()
        },
        "workdir": ctx.attr.workdir or root + "/_main",
    }))

def _limits(ctx):
    return ["--max-layer-size=" + ctx.attr.max_layer_size] if ctx.attr.max_layer_size else []

_WEIGHT_ATTRS = {name: WEIGHT_ATTRS[name] for name in ["bundle_below", "max_layer_size", "max_layers", "prefix"]}

model_image_rule = rule(
    implementation = _model_image_impl,
    doc = "Makes an image of a program and its weights; the macro `model_image` says how.",
    attrs = CONFIG_ATTRS | PLATFORM_ATTRS | TOOL_ATTRS | _WEIGHT_ATTRS | {
        "args": attr.string_list(
            doc = "First arguments of the program.",
        ),
        "base": attr.label(
            doc = "The image below: a target with ImageInfo, or one directory in the OCI image layout.",
            allow_files = True,
        ),
        "binary": attr.label(
            doc = "The program.",
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
