"""The rule behind the macro docker_triton: an image whose server loads a repository of one model."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "file_options_of",
    "options_of",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "mistake")
load("//rules/private/image:actions/build_image.bzl", "build_image")
load("//rules/private/image:base_image.bzl", "BASE_TABLE", "base_mistakes", "base_of")
load("//rules/private/image:binary_checks.bzl", "BINARY_TABLE", "binary_validation")
load("//rules/private/image:image_info.bzl", "ImageInfo")
load("//rules/private/image:image_outputs.bzl", "image_outputs")
load("//rules/private/layer:layer_inputs.bzl", "join_layers")
load("//rules/private/model:actions/layer_budget.bzl", "layer_budget")
load("//rules/private/model:weight_options.bzl", "WEIGHT_TABLE")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "platform_mistakes", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python:environment_of_image.bzl", "environment_layers")
load("//rules/private/python:python_environment_info.bzl", "PythonEnvironmentInfo")
load(":actions/plan_repository.bzl", "plan_repository")
load(":model_documents.bzl", "DOCUMENT_TABLE", "REST_OF_CONFIG_TABLE")

visibility(["//rules/..."])

_RULE = "docker_triton"

# How the files of the model become layers; the rest is fixed.
_LAYERS_TABLE = {name: WEIGHT_TABLE[name] for name in ["bundle_below", "max_layer_size"]}

TRITON_TABLE = {
    "environment": row(
        attr.label,
        doc = "Set by the macro: interpreter and wheels, a `python_layers` target.",
        providers = [PythonEnvironmentInfo],
    ),
    "has_wheels_alone": row(
        attr.bool,
        doc = "Set by the macro: whether there are wheels and no interpreter.",
    ),
    "artifact": row(
        attr.label_list,
        doc = """\
The model: its files, a directory, or one archive (`.zip`, `.tar`, `.tar.gz`). At its top are the model, such as
`model.onnx` or `model.py`, `config.pbtxt`, and, if it has a name, `odahuflow.project.yaml` or `odahuflow.model.yaml`
with `name` and `version`. `mp.json` and `result.json` are left out.""",
        allow_empty = False,
        allow_files = True,
        mandatory = True,
    ),
    "minimal": row(
        attr.bool,
        doc = "Whether `base` is an image of your own that has `tritonserver`, in place of NVIDIA's that the " +
              "document names.",
    ),
    "max_layers": WEIGHT_TABLE["max_layers"],
} | DOCUMENT_TABLE | BASE_TABLE | REST_OF_CONFIG_TABLE | _LAYERS_TABLE | BINARY_TABLE

def _triton_image_impl(ctx):
    base = base_of(ctx, _RULE, ctx.attr.base)
    platform = target_platform(ctx)
    fail_on(_mistakes(ctx, platform), _RULE, ctx.label)
    environment = ctx.attr.environment[PythonEnvironmentInfo] if ctx.attr.environment else None
    below = join_layers(environment_layers(environment))
    plan = plan_repository(
        ctx,
        _RULE,
        architecture = platform.architecture,
        artifact = depset(transitive = [target[DefaultInfo].files for target in ctx.attr.artifact]),
        document = {
            "base": base,
            "base_target": ctx.attr.base,
            "id": ctx.attr.id,
            "minimal": ctx.attr.minimal,
            "packager": "docker-triton",
            "packaging": ctx.files.packaging,
        },
        environment = environment,
        max_layers = layer_budget(
            ctx,
            _RULE,
            base = base,
            layers = below,
            most = ctx.attr.max_layers,
            platform = platform,
            reserve = 0,
        ),
        options = options_of(_LAYERS_TABLE, ctx.attr),
    )
    image = build_image(
        ctx,
        _RULE,
        base = base,
        files = [
            ("cmd-file", plan.cmd),
            ("env-file", plan.env),
            ("exposed-ports-file", plan.ports),
        ] + file_options_of(REST_OF_CONFIG_TABLE, ctx.file),
        layers = join_layers([below, plan.layers]),
        options = _python_path(environment) + options_of(REST_OF_CONFIG_TABLE | BINARY_TABLE, ctx.attr),
        platform = platform,
    )
    return image_outputs(
        ctx,
        _RULE,
        image,
        docker = True,
        groups = {"model": depset([plan.model])},
        validation = binary_validation(ctx, _RULE, image),
    )

def _mistakes(ctx, platform):
    fix = "in " + build_file(ctx.label)
    return (
        base_mistakes(ctx.attr.base, ctx.label) +
        table_mistakes(TRITON_TABLE, ctx.attr) +
        platform_mistakes(platform, 'set platform = "@rt//platforms:linux_amd64" ' + fix) +
        ([mistake(
            "Cannot build a minimal image without a base that contains tritonserver",
            accepted = "minimal = True together with base",
            fix = 'set base = "..." ' + fix,
        )] if ctx.attr.minimal and not ctx.attr.base else []) +
        ([mistake(
            "Cannot install wheels without a Python interpreter",
            accepted = "wheels together with interpreter, the Python that the server of the base starts",
            fix = 'set interpreter = ":python", a python_interpreter with path = "/usr/bin/python3" and its version, ' +
                  fix,
        )] if ctx.attr.has_wheels_alone else [])
    )

def _python_path(environment):
    """The server runs models by the `python3` that it finds; its own packages stay there, after the wheels."""
    return ["--search-path=PATH=/{}/bin".format(environment.prefix)] if environment else []

triton_image_rule = rule(
    implementation = _triton_image_impl,
    doc = "Makes the image of a Triton server with a model; the macro `docker_triton` says how.",
    attrs = PLATFORM_ATTRS | TOOL_ATTRS | attributes_of(TRITON_TABLE),
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)
