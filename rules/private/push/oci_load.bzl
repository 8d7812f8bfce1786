"""The rule oci_load and its macro."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "file_options_of",
    "macro_attributes",
    "options_of",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:mistakes.bzl", "fail_on")
load("//rules/private/image:actions/export_image.bzl", "export_image")
load("//rules/private/image:image_reference.bzl", "name_mistakes")
load("//rules/private/image:image_source.bzl", "image_of", "not_an_image")
load("//rules/private/program:actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS")
load(":actions/run_image.bzl", "run_image")

visibility(["//rules/..."])

_RULE = "oci_load"

_TARBALLS = {"docker": "docker-tar", "oci": "oci-tar"}

_TABLE = {
    "image": row(
        attr.label,
        doc = """What to load: an oci_image, an oci_image_index, or a directory in the OCI image layout, made by any
rule set.""",
        allow_files = True,
        mandatory = True,
    ),
    "format": row(
        attr.string,
        doc = "Format of the tarball, `docker` or `oci`. An index keeps all its platforms only in `oci`.",
        default = "docker",
        option = "format",
        values = _TARBALLS.keys(),
    ),
    "repo_tags": row(
        attr.string_list,
        doc = "Names for the image in the engine: list, or a file with one name per line, such as " +
              "`org/mnist:latest`.",
        check = name_mistakes,
        file = "repo-tags-file",
        option = "repo-tag",
    ),
}

def _oci_load_impl(ctx):
    image = image_of(ctx.attr.image)
    fail_on(_mistakes(ctx, image), _RULE, ctx.label)
    tarball = ctx.actions.declare_file(ctx.label.name + ".tar")
    export_image(
        ctx,
        _RULE,
        format = _TARBALLS[ctx.attr.format],
        image = image,
        output = tarball,
        tags = ctx.attr.repo_tags,
        tags_file = ctx.file.repo_tags_file,
    )
    run = run_image(
        ctx,
        _RULE,
        command = "load",
        files = file_options_of(_TABLE, ctx.file),
        image = image,
        options = options_of(_TABLE, ctx.attr),
    )
    return [run, OutputGroupInfo(tarball = depset([tarball]))]

def _mistakes(ctx, image):
    return (
        ([] if image else [not_an_image("image", ctx.attr.image, ctx.label)]) +
        table_mistakes(_TABLE, ctx.attr)
    )

oci_load_rule = rule(
    implementation = _oci_load_impl,
    doc = "Loads an image into a container engine when run; the macro `oci_load` says how.",
    attrs = RUN_ATTRS | attributes_of(_TABLE),
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)

def oci_load(name, **kwargs):
    """Loads an image into docker, podman or nerdctl with `bazel run`.

    Loads into the first engine that responds, and sends only the layers that it lacks if the engine allows that. The
    output group `tarball` is a file for `docker load`, made on request.

    ```python
    oci_load(
        name = "load",
        image = ":image",
        repo_tags = ["org/mnist:latest"],
    )
    ```

    Options, as in `bazel run //:load -- --engine podman`: `--engine docker|podman|nerdctl`, `--output FILE.tar`
    to write a file instead, `--tag NAME` in addition to those here, `--dry-run`, `--json`, `--quiet`, `--help`.

    Args:
      name: name of the target.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    oci_load_rule(**macro_attributes(_TABLE, _RULE, name, kwargs))
