"""The rule behind the targets `<name>.pack` and `<name>.load` of a packaged model."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:content_files.bzl", "add_layer_set_keys")
load("//rules/private/arguments:file_options.bzl", "add_key_options")
load("//rules/private/image:image_source.bzl", "image_of", "image_runfiles", "scoped_images")
load(
    "//rules/private/program:actions/run_target.bzl",
    "RUN_ATTRS",
    "RUN_TOOLCHAINS",
    "run_arguments",
    "run_target",
)

visibility(["//rules/private/..."])

# Commands of rt, by what the target does.
_COMMANDS = {"load": "load", "pack": "pack run"}

def _pack_impl(ctx):
    image = image_of(ctx.attr.image)
    args = run_arguments(ctx, ctx.attr.packager.replace("-", "_"), _COMMANDS[ctx.attr.action])
    add_key_options(args, "image", [image.layout])
    for each in scoped_images(image):
        add_layer_set_keys(args, each.scope, each.image.layer_sets)
    args.add(ctx.attr.packager, format = "--packager=%s")
    add_key_options(args, "packaging", ctx.files.packaging)
    args.add_all([ctx.attr.id] if ctx.attr.id else [], format_each = "--packaging-id=%s", map_each = escape_line)
    add_key_options(args, "model", [ctx.file.model])
    add_key_options(args, "connections-file", ctx.files.connections)
    files = ctx.files.packaging + ctx.files.connections + [ctx.file.model]
    return [run_target(ctx, args, image_runfiles(ctx, image, files))]

pack = rule(
    implementation = _pack_impl,
    doc = """\
Pushes a packaged model, or loads it into a container engine, under the name that its document gives. The files of
connections are read when it is run; no action has them.
""",
    attrs = RUN_ATTRS | {
        "action": attr.string(
            doc = "What it does when it is run.",
            mandatory = True,
            values = _COMMANDS.keys(),
        ),
        "connections": attr.label_list(
            doc = "Documents of kind Connection.",
            allow_files = True,
        ),
        "id": attr.string(
            doc = "The `id` of the document that is meant.",
        ),
        "image": attr.label(
            doc = "The image.",
            mandatory = True,
        ),
        "model": attr.label(
            allow_single_file = True,
            doc = "The file with the name of the model.",
            mandatory = True,
        ),
        "packager": attr.string(
            doc = "The packager, as documents name it.",
            mandatory = True,
        ),
        "packaging": attr.label_list(
            doc = "Documents of kind ModelPackaging.",
            allow_files = True,
        ),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)
