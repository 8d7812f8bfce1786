"""The executable that pushes or loads an image."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:content_files.bzl", "add_layer_set_keys")
load("//rules/private/arguments:file_options.bzl", "add_key_options")
load("//rules/private/image:image_source.bzl", "image_runfiles", "scoped_images")
load("//rules/private/program:actions/run_target.bzl", "run_arguments", "run_target")

visibility(["//rules/private/..."])

def run_image(ctx, rule, command, image, options, files, lines = None):
    """Makes the executable of a target that runs a command on an image.

    Args:
      ctx: the context of a rule with RUN_ATTRS, RUN_TOOLCHAINS and `executable = True`.
      rule: name of the rule as people know it.
      command: name of the command of rt: "push" or "load".
      image: ImageInfo.
      options: list of strings.
      files: list of (option, File).
      lines: File from `arguments_file`, where the rule hands it on.

    Returns:
      DefaultInfo.
    """
    args = run_arguments(ctx, rule, command)
    add_key_options(args, "image", [image.layout])
    for each in scoped_images(image):
        add_layer_set_keys(args, each.scope, each.image.layer_sets)
    args.add_all(options, map_each = escape_line)
    for option, file in files:
        add_key_options(args, option, [file])
    return run_target(ctx, args, image_runfiles(ctx, image, [file for _, file in files]), lines)
