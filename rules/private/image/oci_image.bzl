"""The rule oci_image and its macro."""

load("//rules/private/attributes:common_attributes.bzl", "keyword_mistakes")
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on")
load("//rules/private/attributes:text_or_file.bzl", "clearable", "text_or_file")
load("//rules/private/layer:layer_inputs.bzl", "join_layers", "layer_mistakes", "layers_of")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "override_platform", "platform_mistakes", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/runtime:runtime_set.bzl", "RUNTIME_ATTRS", "image_runtimes", "runtime_mistakes")
load(":actions/build_image.bzl", "build_image")
load(":base_image.bzl", "base_mistakes", "base_of")
load(":binary_checks.bzl", "BINARY_ATTRS", "binary_options", "binary_validation")
load(":digest_target.bzl", "digest_target")
load(":image_config.bzl", "CONFIG_ATTRS", "config_files", "config_mistakes", "config_options")
load(":image_info.bzl", "ImageInfo")
load(":image_outputs.bzl", "image_outputs")

visibility(["//rules/..."])

_RULE = "oci_image"

_KEYWORDS = ["name", "base", "tars", "entrypoint", "cmd", "env", "labels", "annotations", "user", "workdir", "exposed_ports", "volumes", "stop_signal", "created", "os", "architecture", "variant", "runtimes", "allow_foreign_binaries", "check_libraries", "host_libraries"]

def _oci_image_impl(ctx):
    base = base_of(ctx, _RULE, ctx.attr.base)
    platform = override_platform(target_platform(ctx), ctx.attr.os, ctx.attr.architecture, ctx.attr.variant)
    fail_on(_mistakes(ctx, platform), _RULE, ctx.label)
    runtimes = image_runtimes(ctx.attr.runtimes, ctx.attr.base)
    image = build_image(
        ctx,
        _RULE,
        base = base,
        files = config_files(ctx.file),
        layers = join_layers([runtimes.layers, layers_of(ctx, _RULE, ctx.attr.tars)]),
        options = runtimes.options + config_options(ctx.attr) + binary_options(ctx.attr),
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
        platform_mistakes(platform, 'set {attribute} = "{value}" in ' + build_file(ctx.label))
    )

oci_image_rule = rule(
    implementation = _oci_image_impl,
    doc = "Makes an OCI image; the macro `oci_image` says how.",
    attrs = BINARY_ATTRS | CONFIG_ATTRS | PLATFORM_ATTRS | RUNTIME_ATTRS | TOOL_ATTRS | {
        "architecture": attr.string(
            doc = "CPU as the OCI image config calls it (GOARCH), instead of that of the target platform.",
        ),
        "base": attr.label(
            doc = "The image below: a target with ImageInfo, one directory in the OCI image layout, or one tar of an image.",
            allow_files = True,
        ),
        "os": attr.string(
            doc = "Operating system as the OCI image config calls it (GOOS), instead of that of the target platform.",
        ),
        "tars": attr.label_list(
            doc = "Layers, bottom first: targets with LayerSetInfo, and tar files.",
            allow_files = True,
        ),
        "variant": attr.string(
            doc = "Variant of the CPU, such as `v7`, instead of that of the target platform.",
        ),
    },
    provides = [ImageInfo],
    toolchains = TOOL_TOOLCHAINS,
)

def oci_image(
        name,
        base = None,
        tars = None,
        entrypoint = None,
        cmd = None,
        env = None,
        labels = None,
        annotations = None,
        user = None,
        workdir = None,
        exposed_ports = None,
        volumes = None,
        stop_signal = None,
        created = None,
        os = None,
        architecture = None,
        variant = None,
        runtimes = None,
        allow_foreign_binaries = None,
        check_libraries = None,
        host_libraries = None,
        **kwargs):
    """Makes an OCI image of a base and layers.

    The default output is small: a directory in the OCI image layout with the manifest, the config, and links to the
    layers. Full copies are output groups, made on request: `oci_layout` (a directory), `oci_tarball`, and
    `docker_tarball` for `docker load`; the group `digest` is a file with the digest. `<name>.digest` is a target of
    that file alone.

    The digest depends on the contents only: layers keep their order, the time of creation is the epoch, and no label
    of a target is in it.

    ```python
    oci_image(
        name = "image",
        base = "@distroless_cc_debian12",
        entrypoint = ["/usr/bin/server"],
        env = {"PATH": "$PATH:/opt/bin"},
        tars = [":archive"],
    )
    ```

    Values stand as they are: there is no `$(location)` and no make variable in them. `expand_template` writes a file
    with such values, and the file goes where the list or the dict would.

    Args:
      name: name of the image.
      base: the image below: an oci_image, an image of `oci.pull`, one directory in the OCI image layout, of any rule set,
        or one tar (of such a layout, or what `docker save` writes). Without a base the
        image has nothing but `tars`.
      tars: layers, bottom first: `tar` and `weights_layer` targets, and files .tar, .tar.gz, .tgz, .tar.zst, .tzst, which
        are taken as they are.
      entrypoint: list, or a file with one argument a line. Drops the base's cmd; `[]` drops the base's entrypoint as well.
      cmd: list, or a file with one argument a line. `[]` drops the base's cmd.
      env: dict, or a file with `KEY=VALUE` lines. `$NAME` and `${NAME}` in a value stand for what the base or an earlier
        key has, or for nothing.
      labels: dict, or a file with `KEY=VALUE` lines; merged over the base's.
      annotations: dict, or a file with `KEY=VALUE` lines; goes to the manifest.
      user: user and group, names or numbers, such as `"nonroot"` or `"65532:65532"`.
      workdir: working directory, an absolute path.
      exposed_ports: list such as `["8080/tcp"]`, or a file; added to the base's.
      volumes: list of absolute paths, or a file; added to the base's.
      stop_signal: the signal that asks the container to stop, such as `"SIGTERM"`.
      created: a file with the time of creation (RFC 3339). Without it the epoch.
      os: operating system (GOOS). Without it that of the target platform (see `platform_transition_filegroup`); another
        one than the base's is an error.
      architecture: CPU (GOARCH), likewise.
      variant: variant of the CPU, such as `"v7"`, likewise.
      runtimes: accelerator runtimes, usually `["@rt//runtimes"]`: those that the flags `--@rt//runtimes:cuda=true` and its
        like turn on. They become layers between the base and `tars`, the same in every image; their environment comes
        before `env`, their labels before `labels`. Where a program has them in its `data`, leave them out of its tar:
        `exclude` of `tar` and `mtree_spec`.
      allow_foreign_binaries: paths in a Linux image that may be programs of another CPU or system; any other such program
        in `tars` is an error. `*` stands for anything but a slash, `**` for anything, as in `["**.exe"]`.
      check_libraries: False leaves out the check that the program which the image starts, and the libraries of its
        runtimes, find every library that they need in the image, in the versions that they need.
      host_libraries: names of libraries that the host brings into containers and that the image need not have, such as
        `["libcuda.so.1", "libnvidia-*"]`.
      **kwargs: what all rules have.
    """
    fail_on(keyword_mistakes(_KEYWORDS, kwargs), _RULE, native.package_relative_label(name))
    oci_image_rule(
        name = name,
        allow_foreign_binaries = allow_foreign_binaries,
        architecture = architecture,
        base = base,
        check_libraries = check_libraries,
        created = created,
        host_libraries = host_libraries,
        os = os,
        runtimes = runtimes,
        stop_signal = stop_signal,
        tars = tars,
        user = user,
        variant = variant,
        workdir = workdir,
        **(kwargs | clearable(entrypoint = entrypoint, cmd = cmd) | text_or_file(
            env = env,
            labels = labels,
            annotations = annotations,
            exposed_ports = exposed_ports,
            volumes = volumes,
        ))
    )
    digest_target(name, kwargs)
