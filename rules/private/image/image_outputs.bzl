"""What image rules give: a small default output, and full copies on request."""

load(":actions/export_image.bzl", "export_image")
load(":image_source.bzl", "image_runfiles")

visibility(["//rules/..."])

def image_outputs(ctx, rule, image, docker, validation = [], groups = {}):
    """Makes the providers of an image rule.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      image: the ImageInfo of what was built.
      docker: whether `docker save` has a form for it: not for an index.
      validation: list of File: outputs of checks, which every build of the image runs.
      groups: dict of further output groups, name to depset of File.

    Returns:
      A list of providers.
    """
    name = ctx.label.name
    groups = groups | {
        "_validation": depset(validation),
        "digest": depset([image.digest]),
        "oci_layout": _copy(ctx, rule, image, "oci-dir", ctx.actions.declare_directory(name + ".oci_layout")),
        "oci_tarball": _copy(ctx, rule, image, "oci-tar", ctx.actions.declare_file(name + ".oci.tar")),
    }
    if docker:
        groups["docker_tarball"] = _copy(ctx, rule, image, "docker-tar", ctx.actions.declare_file(name + ".docker.tar"))
    return [
        DefaultInfo(
            files = depset([image.layout]),
            runfiles = image_runfiles(ctx, image),
        ),
        OutputGroupInfo(**groups),
        image,
    ]

def _copy(ctx, rule, image, format, output):
    export_image(ctx, rule, image = image, format = format, output = output)
    return depset([output])
