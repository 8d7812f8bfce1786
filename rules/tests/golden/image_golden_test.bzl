"""A test that compares the manifest and the config of an image with a golden file."""

load("//rules/private:argument_lines.bzl", "escape_line", "runfiles_key")
load("//rules/private/actions:run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS", "run_target")

visibility(["//rules/tests/..."])

_COMPILATION_MODE = "//command_line_option:compilation_mode"

def _to_compilation_mode_impl(settings, attributes):
    return {_COMPILATION_MODE: attributes.compilation_mode or settings[_COMPILATION_MODE]}

_to_compilation_mode = transition(
    implementation = _to_compilation_mode_impl,
    inputs = [_COMPILATION_MODE],
    outputs = [_COMPILATION_MODE],
)

def _image_golden_impl(ctx):
    args = ctx.actions.args()
    args.set_param_file_format("multiline")
    args.add_all([ctx.file._program], map_each = runfiles_key)
    args.add_all([ctx.file.image, ctx.file.golden], map_each = runfiles_key, expand_directories = False)
    args.add(escape_line(ctx.attr.command))
    image = ctx.attr.image[0] if type(ctx.attr.image) == "list" else ctx.attr.image
    files = ctx.runfiles([ctx.file._program, ctx.file.image, ctx.file.golden])
    return [run_target(ctx, args, files.merge(image[DefaultInfo].default_runfiles))]

_ATTRS = RUN_ATTRS | {
    "command": attr.string(
        doc = "`--update`, or what people run to write the golden file anew.",
        mandatory = True,
    ),
    "compilation_mode": attr.string(
        doc = "Build the image in this mode.",
    ),
    "golden": attr.label(
        doc = "JSON: descriptors, manifests and configs.",
        allow_single_file = [".json"],
        mandatory = True,
    ),
    "image": attr.label(
        doc = "A directory in the OCI image layout.",
        allow_single_file = True,
        cfg = _to_compilation_mode,
        mandatory = True,
    ),
    "_allowlist_function_transition": attr.label(
        default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
    ),
    "_program": attr.label(
        default = "//rules/tests/golden:print_image.ts",
        allow_single_file = True,
    ),
}

_image_golden_test = rule(
    implementation = _image_golden_impl,
    doc = "Compares an image with a golden file.",
    attrs = _ATTRS,
    test = True,
    toolchains = RUN_TOOLCHAINS,
)

_image_golden_update = rule(
    implementation = _image_golden_impl,
    doc = "Writes the golden file of an image.",
    attrs = _ATTRS,
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)

def image_golden_test(name, image, golden, **kwargs):
    """Compares an image with a golden file, which `bazel run <name>.update` writes.

    Args:
      name: name of the test.
      image: a directory in the OCI image layout.
      golden: the JSON file.
      **kwargs: `compilation_mode` and what all tests have.
    """
    _image_golden_test(
        name = name,
        size = "small",
        command = "bazel run //{}:{}.update".format(native.package_name(), name),
        golden = golden,
        image = image,
        **kwargs
    )
    _image_golden_update(
        name = name + ".update",
        testonly = True,
        command = "--update",
        golden = golden,
        image = image,
        tags = ["manual"],
    )
