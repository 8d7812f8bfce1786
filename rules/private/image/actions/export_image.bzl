"""The action that copies an image together."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:content_files.bzl", "add_content_files", "add_layer_sets")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/locality.bzl", "NOT_SHARED")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load(":image_source.bzl", "image_files", "scoped_images")

visibility(["//rules/private/..."])

def export_image(ctx, rule, image, format, output, tags = [], tags_file = None):
    """Writes an image whole, as a directory or a tar.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      image: ImageInfo.
      format: "oci-dir", "oci-tar" or "docker-tar".
      output: File: the directory for "oci-dir", a file for the others.
      tags: list of strings: names of the image.
      tags_file: File or None: more names, one a line.
    """
    files = [tags_file] if tags_file else []
    args = argument_file(ctx, rule)
    args.add(format, format = "--format=%s")
    add_file_options(args, "out", [output])
    add_file_options(args, "image", [image.layout])
    for each in scoped_images(image):
        add_layer_sets(args, each.scope, each.image.layer_sets)
    args.add_all(["--tag=" + tag for tag in tags], map_each = escape_line)
    add_file_options(args, "tags-file", files)
    args.add("--")
    for each in scoped_images(image):
        add_content_files(args, each.scope, depset(transitive = [each.image.blobs, each.image.sources]))
    run_tool(
        ctx,
        arguments = [args],
        command = "image export",
        inputs = depset(files, transitive = [image_files(image)]),
        locality = NOT_SHARED,
        mnemonic = "RtImageExport",
        outputs = [output],
        # The links of the layout lead to where the layers are.
        path_mapping = False,
        progress_message = "Copying image %{label} to %{output}",
    )
