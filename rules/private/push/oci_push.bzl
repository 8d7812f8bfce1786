"""The rule oci_push and its macro."""

load("//rules/private/attributes:common_attributes.bzl", "keyword_mistakes")
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "label_text", "mistake")
load("//rules/private/attributes:text_or_file.bzl", "text_or_file")
load("//rules/private/image:image_reference.bzl", "repository_mistakes", "tag_mistakes", "tag_template_mistakes")
load("//rules/private/image:image_source.bzl", "image_of", "not_an_image")
load("//rules/private/program:actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS")
load(":actions/run_image.bzl", "run_image")

visibility(["//rules/..."])

_RULE = "oci_push"

_KEYWORDS = ["name", "image", "repository", "repository_file", "remote_tags", "platform_tags"]

def _oci_push_impl(ctx):
    image = image_of(ctx.attr.image)
    fail_on(_mistakes(ctx, image), _RULE, ctx.label)
    return [run_image(
        ctx,
        _RULE,
        command = "push",
        files = {"remote-tags-file": ctx.file.remote_tags_file, "repository-file": ctx.file.repository_file},
        image = image,
        options = (["--repository=" + ctx.attr.repository] if ctx.attr.repository else []) +
                  ["--remote-tag=" + tag for tag in ctx.attr.remote_tags] +
                  ["--platform-tag=" + template for template in ctx.attr.platform_tags],
    )]

def _mistakes(ctx, image):
    file = build_file(ctx.label)
    return (
        ([] if image else [not_an_image("image", ctx.attr.image, ctx.label)]) +
        repository_mistakes(ctx.attr.repository, file) +
        tag_mistakes("remote_tags", ctx.attr.remote_tags) +
        tag_template_mistakes("platform_tags", ctx.attr.platform_tags) +
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
    attrs = RUN_ATTRS | {
        "image": attr.label(
            doc = "The image or index: a target with ImageInfo, or one directory in the OCI image layout.",
            allow_files = True,
            mandatory = True,
        ),
        "platform_tags": attr.string_list(
            doc = "Templates of tags for the images of an index.",
        ),
        "remote_tags": attr.string_list(
            doc = "Tags to set.",
        ),
        "remote_tags_file": attr.label(
            doc = "A file with one tag a line, instead of `remote_tags`.",
            allow_single_file = True,
        ),
        "repository": attr.string(
            doc = "Where to push, `HOST[:PORT]/NAME`.",
        ),
        "repository_file": attr.label(
            doc = "A file with the repository, instead of `repository`.",
            allow_single_file = True,
        ),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)

def oci_push(name, image, repository = None, repository_file = None, remote_tags = None, platform_tags = None, **kwargs):
    """Pushes an image or an index to a registry with `bazel run`.

    What the registry has already is not sent again. Tags are set last, so that a failed push changes none.

    ```python
    oci_push(
        name = "push",
        image = ":image",
        remote_tags = ["latest"],
        repository = "ghcr.io/org/mnist",
    )
    ```

    People may add, as in `bazel run //:push -- --tag v2`: `--repository HOST/NAME` instead of the one here, `--tag T` (any
    number of times) on top of those here, `--dry-run`, `--json`, `--insecure`, `--quiet`, `--help`.

    Args:
      name: name of the target.
      image: what to push: an oci_image, an oci_image_index, or one directory in the OCI image layout, of any rule set.
      repository: where to push, `HOST[:PORT]/NAME` without tag or digest. May be left to `--repository`.
      repository_file: a file with that text, such as an `expand_template` with stamping.
      remote_tags: list, or a file with one tag a line. Without tags the image can be had by its digest.
      platform_tags: list of templates for tags of the single images of an index, such as `"{tag}-{platform}"`: `{tag}` is
        each of the tags, `{platform}` what `{os}-{architecture}` is, with `-{variant}` where there is one.
      **kwargs: what all rules have.
    """
    fail_on(keyword_mistakes(_KEYWORDS, kwargs), _RULE, native.package_relative_label(name))
    oci_push_rule(
        name = name,
        image = image,
        platform_tags = platform_tags,
        repository = repository,
        repository_file = repository_file,
        **(kwargs | text_or_file(remote_tags = remote_tags))
    )
