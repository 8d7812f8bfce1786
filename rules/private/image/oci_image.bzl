"""The rule oci_image and its macro."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "file_options_of",
    "macro_attributes",
    "options_of",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on")
load("//rules/private/layer:extension_modules_info.bzl", "modules_of")
load("//rules/private/layer:layer_inputs.bzl", "join_layers", "layer_mistakes", "layers_of")
load(
    "//rules/private/platform:platform.bzl",
    "PLATFORM_ATTRS",
    "override_platform",
    "platform_mistakes",
    "target_platform",
)
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(
    "//rules/private/runtime:runtime_set.bzl",
    "RUNTIME_TABLE",
    "image_runtimes",
    "layered_runtimes",
    "runtime_mistakes",
)
load(":actions/build_image.bzl", "build_image")
load(":base_image.bzl", "BASE_TABLE", "base_mistakes", "base_of")
load(":binary_checks.bzl", "BINARY_TABLE", "binary_validation")
load(":digest_target.bzl", "digest_target")
load(":image_config.bzl", "CONFIG_TABLE")
load(":image_info.bzl", "ImageInfo")
load(":image_outputs.bzl", "image_outputs")

visibility(["//rules/..."])

_RULE = "oci_image"

_TABLE = BASE_TABLE | {
    "tars": row(
        attr.label_list,
        doc = """Layers, bottom first: `tar` and `weights_layer` targets, and .tar, .tar.gz, .tgz, .tar.zst and .tzst
files, which are used unchanged.""",
        allow_files = True,
    ),
} | CONFIG_TABLE | {
    "os": row(
        attr.string,
        doc = """Operating system (GOOS). Defaults to that of the target platform (see
`platform_transition_filegroup`); it must match the base's.""",
    ),
    "architecture": row(
        attr.string,
        doc = "CPU (GOARCH), likewise.",
    ),
    "variant": row(
        attr.string,
        doc = "Variant of the CPU, such as `\"v7\"`, likewise.",
    ),
} | RUNTIME_TABLE | BINARY_TABLE

def _oci_image_impl(ctx):
    base = base_of(ctx, _RULE, ctx.attr.base)
    platform = override_platform(target_platform(ctx), ctx.attr.os, ctx.attr.architecture, ctx.attr.variant)
    fail_on(_mistakes(ctx, platform), _RULE, ctx.label)
    runtimes = image_runtimes(ctx.attr.runtimes, ctx.attr.base, own = layered_runtimes(ctx.attr.tars))
    image = build_image(
        ctx,
        _RULE,
        base = base,
        files = file_options_of(_TABLE, ctx.file),
        layers = join_layers([runtimes.layers, layers_of(ctx, _RULE, ctx.attr.tars)]),
        options = runtimes.options + options_of(_TABLE, ctx.attr),
        platform = platform,
    )
    validation = binary_validation(ctx, _RULE, image, runtimes.all, modules = modules_of(ctx.attr.tars))
    return image_outputs(ctx, _RULE, image, docker = True, validation = validation) + [runtimes.info]

def _mistakes(ctx, platform):
    return (
        base_mistakes(ctx.attr.base, ctx.label) +
        layer_mistakes("tars", ctx.attr.tars) +
        runtime_mistakes(ctx.attr.runtimes, ctx.attr.base, ctx.attr.tars) +
        table_mistakes(_TABLE, ctx.attr) +
        platform_mistakes(platform, 'set {attribute} = "{value}" in ' + build_file(ctx.label))
    )

oci_image_rule = rule(
    implementation = _oci_image_impl,
    doc = "Makes an OCI image; the macro `oci_image` says how.",
    attrs = PLATFORM_ATTRS | TOOL_ATTRS | attributes_of(_TABLE),
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)

def oci_image(name, **kwargs):
    """Makes an OCI image from a base and layers.

    The default output is small: a directory in the OCI image layout with the manifest, the config, and links to the
    layers. Full copies are output groups, made on request: `oci_layout` (a directory), `oci_tarball`, and
    `docker_tarball` for `docker load`; the group `digest` is a file with the digest. `<name>.digest` is a target of
    that file alone.

    The digest depends only on the contents: layers keep their order, the creation time is the epoch, and no target
    labels are included.

    ```python
    oci_image(
        name = "image",
        base = "@distroless_cc_debian12",
        entrypoint = ["/usr/bin/server"],
        env = {"PATH": "$PATH:/opt/bin"},
        tars = [":archive"],
    )
    ```

    Values are used literally: `$(location)` and make variables are not expanded. Use `expand_template` to write a
    file with such values, and pass the file instead of the list or dict.

    Args:
      name: name of the image.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    oci_image_rule(**macro_attributes(_TABLE, _RULE, name, kwargs))
    digest_target(name, kwargs)
