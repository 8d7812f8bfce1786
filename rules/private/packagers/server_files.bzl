"""What serves a model, and where it is in an image."""

visibility(["//rules/private/..."])

# What a rule has that calls `server_files`.
SERVER_ATTRS = {
    "_handler": attr.label(
        allow_single_file = True,
        default = Label("//servers:odahuflow_handler.py"),
        doc = "The module that gunicorn loads.",
    ),
    "_invoke": attr.label(
        allow_single_file = True,
        default = Label("//servers:invoke.py"),
        doc = "The program of the command line.",
    ),
    "_package": attr.label(
        allow_files = True,
        default = Label("//servers:odahuflow"),
        doc = "The modules of both.",
    ),
}

# Modules of the package that only one of the packagers needs.
_OTHERS = {
    "docker-cli": ["service.py"],
    "docker-rest": ["entrypoint_invoker.py"],
}

def server_files(ctx):
    """Chooses what serves a model.

    Args:
      ctx: the context of a rule with SERVER_ATTRS and an attribute `packager`.

    Returns:
      A dict of File to its path in the image, without a slash before it.
    """
    others = _OTHERS[ctx.attr.packager]
    files = {
        file: "app/odahuflow/" + file.basename
        for file in ctx.files._package
        if file.basename not in others
    }
    if ctx.attr.packager == "docker-cli":
        return files | {ctx.file._invoke: "app/.venv/bin/invoke"}
    return files | {ctx.file._handler: "app/odahuflow_handler.py"}
