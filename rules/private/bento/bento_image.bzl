"""The rule behind the image of the macro bento."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "file_options_of",
    "options_of",
    "row",
    "table_mistakes",
    "with_doc",
)
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on")
load("//rules/private/image:actions/build_image.bzl", "build_image")
load("//rules/private/image:base_image.bzl", "BASE_TABLE", "base_mistakes", "base_of")
load("//rules/private/image:binary_checks.bzl", "BINARY_TABLE", "binary_validation")
load("//rules/private/image:image_config.bzl", "CONFIG_TABLE")
load("//rules/private/image:image_info.bzl", "ImageInfo")
load("//rules/private/image:image_outputs.bzl", "image_outputs")
load("//rules/private/layer:extension_modules_info.bzl", "modules_of")
load("//rules/private/layer:layer_inputs.bzl", "join_layers", "layer_mistakes", "layers_of")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/model:actions/layer_budget.bzl", "layer_budget")
load("//rules/private/model:weight_options.bzl", "WEIGHT_TABLE")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "platform_mistakes", "target_platform")
load("//rules/private/platform:platform_transition.bzl", "ALLOWLIST", "to_given_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python:environment_of_image.bzl", "environment_layers", "search_path_options")
load("//rules/private/python:python_environment_info.bzl", "PythonEnvironmentInfo")
load("//rules/private/python_code:actions/code_layers.bzl", "write_code_layer")
load("//rules/private/python_code:actions/layer_commands.bzl", "COMPILER_ATTRS")
load("//rules/private/python_code:cuda_packages.bzl", "cuda_mistakes")
load(
    "//rules/private/runtime:runtime_set.bzl",
    "RUNTIME_TABLE",
    "image_runtimes",
    "layered_runtimes",
    "runtime_mistakes",
)
load(":actions/describe_models.bzl", "describe_models")
load(":bento_info.bzl", "BentoInfo")

visibility(["//rules/..."])

_RULE = "bento"

# Where the Bento is: BENTO_PATH of BentoML's images.
_HOME = "home/bentoml"
_PLACE = _HOME + "/bento"
_ENTRYPOINT = "/app/bento_entrypoint.py"

# HTTP and metrics.
_PORTS = ["3000/tcp", "3001/tcp"]

_ENV = {
    "BENTOML_CONTAINERIZED": "true",
    "BENTOML_HF_CACHE_DIR": "/{}/hf-models".format(_PLACE),
    "BENTOML_HOME": "/{}/".format(_HOME),
    "BENTO_PATH": "/" + _PLACE,
    "HOME": "/" + _HOME,
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PYTHONIOENCODING": "UTF-8",
    "PYTHONUNBUFFERED": "1",
}

def _dict(name, doc):
    """A dict alone: where the image has lines of the Bento's own, a file would take their place."""
    return row(attr.string_dict, check = CONFIG_TABLE[name].check, doc = doc, option = CONFIG_TABLE[name].option)

_CONFIG_TABLE = {
    "env": _dict("env", """Additional environment. It overrides `docker.env` and `envs` of the bentofile, which
override the defaults of such images. `$NAME` and `${NAME}` stand for existing values, `$$` is a dollar sign."""),
    "labels": _dict("labels", """Additional labels. The image has `rt.bento`, the tag, `rt.bento.models`,
`rt.bento.service` and `rt.bento.bentoml`, as labels and as annotations."""),
    "annotations": _dict("annotations", "Additional annotations of the manifest."),
    "user": with_doc(CONFIG_TABLE["user"], "User and group; `1034:1034` by default, as in BentoML's images."),
    "stop_signal": CONFIG_TABLE["stop_signal"],
    "created": CONFIG_TABLE["created"],
}

_LAYERS_TABLE = {
    name: WEIGHT_TABLE[name]
    for name in ["bundle_below", "max_layers", "max_layer_size", "allow_missing_shards"]
}

BENTO_IMAGE_TABLE = BASE_TABLE | {
    "tars": row(
        attr.label_list,
        doc = """Layers between the base and the interpreter, bottom first, as `oci_image` has them: those of
`apt.install` for `docker.system_packages`, for example.""",
        allow_files = True,
    ),
} | _CONFIG_TABLE | {
    "runtimes": with_doc(
        RUNTIME_TABLE["runtimes"],
        """Accelerator runtimes, see `oci_image`: `["@rt//runtimes"]` by default, `[]` for none.""",
    ),
} | _LAYERS_TABLE | BINARY_TABLE

def _bento_image_impl(ctx):
    base = base_of(ctx, _RULE, ctx.attr.base)
    platform = target_platform(ctx)
    environment = ctx.attr.environment[PythonEnvironmentInfo]
    bento = ctx.attr.bento[BentoInfo]
    fail_on(_mistakes(ctx, platform, environment), _RULE, ctx.label)
    with_wheels = [ctx.attr.environment] + ctx.attr.tars
    runtimes = image_runtimes(ctx.attr.runtimes, ctx.attr.base, own = layered_runtimes(with_wheels))
    below = join_layers([
        runtimes.layers,
        layers_of(ctx, _RULE, ctx.attr.tars),
    ] + environment_layers(environment))
    image = build_image(
        ctx,
        _RULE,
        base = base,
        files = [
            ("env-file", bento.env),
            ("labels-file", bento.labels),
            ("annotations-file", bento.labels),
        ] + file_options_of(_CONFIG_TABLE, ctx.file),
        layers = join_layers([below] + _own_layers(ctx, base, below, platform, environment, bento)),
        options = _below_own(runtimes.options) + _options(ctx, environment) +
                  options_of(_CONFIG_TABLE | BINARY_TABLE, ctx.attr),
        platform = platform,
    )
    validation = binary_validation(ctx, _RULE, image, runtimes.all, modules = modules_of(with_wheels))
    return image_outputs(ctx, _RULE, image, docker = True, validation = validation) + [runtimes.info, environment]

def _mistakes(ctx, platform, environment):
    return (
        base_mistakes(ctx.attr.base, ctx.label) +
        layer_mistakes("tars", ctx.attr.tars) +
        runtime_mistakes(ctx.attr.runtimes, ctx.attr.base) +
        cuda_mistakes(
            environment.wheels.to_list(),
            ([ctx.attr.base] if ctx.attr.base else []) + ctx.attr.tars + ctx.attr.runtimes,
        ) +
        table_mistakes(BENTO_IMAGE_TABLE, ctx.attr) +
        platform_mistakes(platform, 'set platform = "@rt//platforms:linux_amd64" in ' + build_file(ctx.label))
    )

def _own_layers(ctx, base, below, platform, environment, bento):
    """Models, then the Bento's code, which changes most, and the directories that are not root's."""
    code = write_code_layer(
        ctx,
        _RULE,
        files = depset([bento.directory, bento.pointers]),
        interpreter = environment.interpreter,
        mode = "0644",
        name = ctx.label.name + ".code",
        place = lambda _: _PLACE,
        settings = environment,
    )
    home = ctx.attr._home[LayerSetInfo]
    if not bento.models and not bento.exported_models:
        return [code, home]
    budget = layer_budget(
        ctx,
        _RULE,
        base = base,
        layers = below,
        most = ctx.attr.max_layers,
        platform = platform,
        reserve = 2,
    )
    return [describe_models(
        ctx,
        _RULE,
        exported = bento.exported_models,
        exported_place = _PLACE + "/models",
        max_layers = budget,
        models = bento.models,
        name = ctx.label.name + ".models",
        options = options_of(_LAYERS_TABLE, ctx.attr),
    ), code, home]

def _below_own(options):
    """What runtimes set counts less than what the bentofile sets."""
    return [option.replace("--env=", "--default-env=") if option.startswith("--env=") else option for option in options]

def _options(ctx, environment):
    bin_directory = "/{}/bin".format(environment.prefix)
    defaults = _ENV | {"VIRTUAL_ENV": "/" + environment.prefix}
    return (
        search_path_options([bin_directory], ctx.attr.base) +
        ["--entrypoint={}/python".format(bin_directory), "--entrypoint=" + _ENTRYPOINT] +
        ["--default-env={}={}".format(name, value) for name, value in defaults.items()] +
        ["--exposed-port=" + port for port in _PORTS] +
        ["--workdir=/" + _PLACE] +
        ([] if ctx.attr.user else ["--user=1034:1034"])
    )

bento_image_rule = rule(
    implementation = _bento_image_impl,
    doc = "Makes the image of a Bento; the macro `bento` says how.",
    attrs = ALLOWLIST | COMPILER_ATTRS | PLATFORM_ATTRS | TOOL_ATTRS | attributes_of(BENTO_IMAGE_TABLE) | {
        "bento": attr.label(
            doc = "Set by the macro: the Bento.",
            mandatory = True,
            providers = [BentoInfo],
        ),
        "environment": attr.label(
            doc = "Set by the macro: interpreter and wheels, a `python_layers` target.",
            mandatory = True,
            providers = [PythonEnvironmentInfo],
        ),
        "target_platform": attr.label(
            doc = "Set by the macro: the platform to build for, or nothing.",
        ),
        "_home": attr.label(
            default = Label("//servers:bento_home"),
            doc = "The layer with the entrypoint, and with directories that the server writes to.",
            providers = [LayerSetInfo],
        ),
    },
    cfg = to_given_platform,
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)
