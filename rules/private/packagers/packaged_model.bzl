"""The rule behind the macros docker_rest and docker_cli: the image of a trained model."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "file_options_of",
    "options_of",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on")
load("//rules/private/image:actions/build_image.bzl", "build_image")
load("//rules/private/image:base_image.bzl", "BASE_TABLE", "base_mistakes", "base_of")
load("//rules/private/image:binary_checks.bzl", "BINARY_TABLE", "binary_validation")
load("//rules/private/image:image_info.bzl", "ImageInfo")
load("//rules/private/image:image_outputs.bzl", "image_outputs")
load("//rules/private/layer:layer_inputs.bzl", "join_layers")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "platform_mistakes", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python:environment_of_image.bzl", "environment_layers", "search_path_options")
load("//rules/private/python:python_environment_info.bzl", "PythonEnvironmentInfo")
load("//rules/private/python_code:actions/code_layers.bzl", "write_code_layer")
load("//rules/private/python_code:actions/layer_commands.bzl", "COMPILER_ATTRS")
load(":actions/check_entrypoint.bzl", "CHECK_ATTRS", "check_entrypoint")
load(":actions/plan_packaging.bzl", "plan_packaging")
load(":model_documents.bzl", "DOCUMENT_TABLE", "REST_OF_CONFIG_TABLE")
load(":server_files.bzl", "SERVER_ATTRS", "server_files")

visibility(["//rules/..."])

PACKAGED_MODEL_TABLE = {
    "packager": row(
        attr.string,
        doc = "Set by the macro: the packager, as documents name it.",
        mandatory = True,
    ),
    "environment": row(
        attr.label,
        doc = "Set by the macro: interpreter and wheels, a `python_layers` target.",
        mandatory = True,
        providers = [PythonEnvironmentInfo],
    ),
    "artifact": row(
        attr.label_list,
        doc = """\
The trained model: its files with the manifest `odahuflow.project.yaml` at the top level, a directory, or one archive
(`.zip`, `.tar`, `.tar.gz`). `mp.json` and `result.json` next to the manifest are left out.""",
        allow_empty = False,
        allow_files = True,
        mandatory = True,
    ),
} | DOCUMENT_TABLE | BASE_TABLE | REST_OF_CONFIG_TABLE | BINARY_TABLE

def _packaged_model_impl(ctx):
    rule_name = ctx.attr.packager.replace("-", "_")
    base = base_of(ctx, rule_name, ctx.attr.base)
    platform = target_platform(ctx)
    environment = ctx.attr.environment[PythonEnvironmentInfo]
    fail_on(_mistakes(ctx, platform), rule_name, ctx.label)
    plan = plan_packaging(
        ctx,
        rule_name,
        architecture = platform.architecture,
        artifact = depset(transitive = [target[DefaultInfo].files for target in ctx.attr.artifact]),
        base = base,
        base_target = ctx.attr.base,
        environment = environment,
        id = ctx.attr.id,
        packager = ctx.attr.packager,
        packaging = ctx.files.packaging,
    )
    image = build_image(
        ctx,
        rule_name,
        base = base,
        files = [
            ("entrypoint-file", plan.entrypoint),
            ("cmd-file", plan.cmd),
            ("env-file", plan.env),
            ("exposed-ports-file", plan.ports),
        ] + file_options_of(REST_OF_CONFIG_TABLE, ctx.file),
        layers = _layers(ctx, rule_name, environment, plan),
        options = ["--workdir=/app"] + search_path_options(["/{}/bin".format(environment.prefix)], ctx.attr.base) +
                  options_of(REST_OF_CONFIG_TABLE | BINARY_TABLE, ctx.attr),
        platform = platform,
    )
    validation = binary_validation(ctx, rule_name, image) + check_entrypoint(
        ctx,
        rule_name,
        architecture = platform.architecture,
        environment = environment,
        plan = plan,
    )
    return image_outputs(
        ctx,
        rule_name,
        image,
        docker = True,
        groups = {"model": depset([plan.model])},
        validation = validation,
    ) + [environment]

def _mistakes(ctx, platform):
    return (
        base_mistakes(ctx.attr.base, ctx.label) +
        table_mistakes(PACKAGED_MODEL_TABLE, ctx.attr) +
        platform_mistakes(platform, 'set platform = "@rt//platforms:linux_amd64" in ' + build_file(ctx.label))
    )

def _layers(ctx, rule_name, environment, plan):
    """The interpreter, wheels, the server, and the model, which changes most."""
    server = server_files(ctx)
    code = write_code_layer(
        ctx,
        rule_name,
        files = depset(server.keys()),
        interpreter = environment.interpreter,
        name = ctx.label.name + ".server",
        place = lambda file: server[file],
        settings = environment,
    )
    model = write_code_layer(
        ctx,
        rule_name,
        files = depset([plan.tree]),
        interpreter = environment.interpreter,
        name = ctx.label.name + ".model_layer",
        place = _at_root,
        settings = environment,
    )
    return join_layers(environment_layers(environment) + [code, model])

def _at_root(_file):
    return ""

packaged_model_rule = rule(
    implementation = _packaged_model_impl,
    doc = "Makes the image of a trained model; the macros `docker_rest` and `docker_cli` say how.",
    attrs = COMPILER_ATTRS | CHECK_ATTRS | PLATFORM_ATTRS | SERVER_ATTRS | TOOL_ATTRS |
            attributes_of(PACKAGED_MODEL_TABLE),
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)
