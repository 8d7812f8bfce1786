"""The rule oci_push and its macro."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "file_options_of",
    "macro_attributes",
    "options_of",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "label_text", "mistake")
load("//rules/private/image:image_reference.bzl", "repository_mistakes", "tag_mistakes", "tag_template_mistakes")
load("//rules/private/image:image_source.bzl", "image_of", "not_an_image")
load("//rules/private/program:actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS", "arguments_file")
load(":actions/run_image.bzl", "run_image")
load(":push_info.bzl", "PushInfo")

visibility(["//rules/..."])

_RULE = "oci_push"

_TABLE = {
    "image": row(
        attr.label,
        doc = """What to push: an oci_image, an oci_image_index, or a directory in the OCI image layout, made by any
rule set.""",
        allow_files = True,
        mandatory = True,
    ),
    "repository": row(
        attr.string,
        doc = "Where to push, `HOST[:PORT]/NAME` without tag or digest. Can be given with `--repository` instead.",
        option = "repository",
    ),
    "repository_file": row(
        attr.label,
        doc = "A file that contains the repository, such as an `expand_template` with stamping.",
        allow_single_file = True,
        option = "repository-file",
    ),
    "remote_tags": row(
        attr.string_list,
        doc = "List, or a file with one tag per line. Without tags, the image is available only by its digest.",
        check = tag_mistakes,
        file = "remote-tags-file",
        option = "remote-tag",
    ),
    "platform_tags": row(
        attr.string_list,
        doc = """List of tag templates for the individual images of an index, such as `"{tag}-{platform}"`: `{tag}`
stands for each of the tags, and `{platform}` for `{os}-{architecture}`, with `-{variant}` if there is one.""",
        check = tag_template_mistakes,
        option = "platform-tag",
    ),
}

def _oci_push_impl(ctx):
    image = image_of(ctx.attr.image)
    fail_on(_mistakes(ctx, image), _RULE, ctx.label)
    lines = arguments_file(ctx)
    run = run_image(
        ctx,
        _RULE,
        command = "push",
        files = file_options_of(_TABLE, ctx.file),
        image = image,
        lines = lines,
        options = options_of(_TABLE, ctx.attr),
    )
    return [run, PushInfo(arguments = depset([lines]))]

def _mistakes(ctx, image):
    file = build_file(ctx.label)
    return (
        ([] if image else [not_an_image("image", ctx.attr.image, ctx.label)]) +
        repository_mistakes(ctx.attr.repository, file) +
        table_mistakes(_TABLE, ctx.attr) +
        ([mistake(
            'Cannot choose between repository "{}" and repository_file "{}"'.format(
                ctx.attr.repository,
                label_text(ctx.attr.repository_file.label),
            ),
            accepted = "one of the two",
            fix = "remove one of the two in " + file,
        )] if ctx.attr.repository and ctx.attr.repository_file else [])
    )

oci_push_rule = rule(
    implementation = _oci_push_impl,
    doc = "Pushes an image to a registry when run; the macro `oci_push` says how.",
    attrs = RUN_ATTRS | attributes_of(_TABLE),
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)

def oci_push(name, **kwargs):
    """Pushes an image or an index to a registry with `bazel run`.

    Anything that the registry already has is not sent again. Tags are set last, so a failed push changes none.

    ```python
    oci_push(
        name = "push",
        image = ":image",
        remote_tags = ["latest"],
        repository = "ghcr.io/org/mnist",
    )
    ```

    Options, as in `bazel run //:push -- --tag v2`: `--repository HOST/NAME` instead of the one here, `--tag T`
    (any number of times) in addition to those here, `--dry-run`, `--json`, `--insecure`, `--quiet`, `--help`.

    Args:
      name: name of the target.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    oci_push_rule(**macro_attributes(_TABLE, _RULE, name, kwargs))
