"""The rule oci_load and its macro."""

load("//rules/private/attributes:common_attributes.bzl", "keyword_mistakes")
load("//rules/private/attributes:mistakes.bzl", "fail_on")
load("//rules/private/attributes:text_or_file.bzl", "text_or_file")
load("//rules/private/image:actions/export_image.bzl", "export_image")
load("//rules/private/image:image_reference.bzl", "name_mistakes")
load("//rules/private/image:image_source.bzl", "image_of", "not_an_image")
load("//rules/private/program:actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS")
load(":actions/run_image.bzl", "run_image")

visibility(["//rules/..."])

_RULE = "oci_load"

_KEYWORDS = ["name", "image", "repo_tags", "format"]

_TARBALLS = {"docker": "docker-tar", "oci": "oci-tar"}

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
        files = {"repo-tags-file": ctx.file.repo_tags_file},
        image = image,
        options = ["--format=" + ctx.attr.format] + ["--repo-tag=" + name for name in ctx.attr.repo_tags],
    )
    return [run, OutputGroupInfo(tarball = depset([tarball]))]

def _mistakes(ctx, image):
    return (
        ([] if image else [not_an_image("image", ctx.attr.image, ctx.label)]) +
        name_mistakes("repo_tags", ctx.attr.repo_tags)
    )

oci_load_rule = rule(
    implementation = _oci_load_impl,
    doc = "Loads an image into a container engine when run; the macro `oci_load` says how.",
    attrs = RUN_ATTRS | {
        "format": attr.string(
            doc = "Form of the tarball.",
            default = "docker",
            values = _TARBALLS.keys(),
        ),
        "image": attr.label(
            doc = "The image or index: a target with ImageInfo, or one directory in the OCI image layout.",
            allow_files = True,
            mandatory = True,
        ),
        "repo_tags": attr.string_list(
            doc = "Names that the engine gives to the image.",
        ),
        "repo_tags_file": attr.label(
            doc = "A file with one name a line, instead of `repo_tags`.",
            allow_single_file = True,
        ),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)

def oci_load(name, image, repo_tags = None, format = "docker", **kwargs):
    """Loads an image into docker, podman or nerdctl with `bazel run`.

    The first engine that answers gets the image, and only the layers that it lacks where the engine allows that. The
    output group `tarball` is a file for `docker load`, made on request.

    ```python
    oci_load(
        name = "load",
        image = ":image",
        repo_tags = ["org/mnist:latest"],
    )
    ```

    People may add, as in `bazel run //:load -- --engine podman`: `--engine docker|podman|nerdctl`, `--output FILE.tar` to
    write a file instead, `--tag NAME` on top of those here, `--dry-run`, `--json`, `--quiet`, `--help`.

    Args:
      name: name of the target.
      image: what to load: an oci_image, an oci_image_index, or one directory in the OCI image layout, of any rule set.
      repo_tags: list, or a file with one name a line, such as `org/mnist:latest`.
      format: form of the tarball, "docker" or "oci". An index keeps all its platforms in "oci" only.
      **kwargs: what all rules have.
    """
    fail_on(keyword_mistakes(_KEYWORDS, kwargs), _RULE, native.package_relative_label(name))
    oci_load_rule(
        name = name,
        format = format,
        image = image,
        **(kwargs | text_or_file(repo_tags = repo_tags))
    )
