"""Lists the manifests and configs of images for golden tests."""

load(":golden_test.bzl", "golden_test")
load(":node_action.bzl", "NODE_TOOLCHAINS", "node_action")

_COMPILATION_MODE = "//command_line_option:compilation_mode"

def _to_compilation_mode_impl(settings, attributes):
    return {_COMPILATION_MODE: attributes.compilation_mode or settings[_COMPILATION_MODE]}

_to_compilation_mode = transition(
    implementation = _to_compilation_mode_impl,
    inputs = [_COMPILATION_MODE],
    outputs = [_COMPILATION_MODE],
)

def _image_listing_impl(ctx):
    output = ctx.actions.declare_file(ctx.label.name + ".json")
    args = ctx.actions.args()
    args.add_all([ctx.file.image, output], expand_directories = False)
    node_action(ctx, ctx.file._program, args, [ctx.file.image], [output])
    return [DefaultInfo(files = depset([output]))]

image_listing = rule(
    implementation = _image_listing_impl,
    doc = "Lists an image: its descriptors, manifests and configs as JSON.",
    attrs = {
        "compilation_mode": attr.string(
            doc = "Build the image in this mode.",
        ),
        "image": attr.label(
            allow_single_file = True,
            cfg = _to_compilation_mode,
            doc = "A directory in the OCI image layout.",
            mandatory = True,
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
        "_program": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = Label("//tools/dev/starlark:list_image"),
            doc = "The program that lists.",
        ),
    },
    toolchains = NODE_TOOLCHAINS,
)

def image_golden_test(name, image, golden, compilation_mode = None):
    """Tests the manifests and configs of an image.

    Args:
      name: name of the test.
      image: a directory in the OCI image layout.
      golden: file with the expected listing.
      compilation_mode: mode to build the image in.
    """
    image_listing(
        name = name + ".listing",
        testonly = True,
        compilation_mode = compilation_mode,
        image = image,
        tags = ["manual"],
    )
    golden_test(
        name = name,
        generated = name + ".listing",
        golden = golden,
    )
