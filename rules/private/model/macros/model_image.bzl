"""The macro model_image: an image of a program and its weights, and the targets that ship it."""

load("//rules/private/attributes:attribute_table.bzl", "common_attributes", "macro_attributes")
load("//rules/private/image:digest_target.bzl", "digest_target")
load("//rules/private/push:oci_load.bzl", "oci_load")
load("//rules/private/push:oci_push.bzl", "oci_push")
load("//rules/private/transitions:platform_transition_filegroup.bzl", "platform_transition_filegroup")
load(":model_image.bzl", "MODEL_IMAGE_TABLE", "model_image_rule")

visibility(["//rules/..."])

_RULE = "model_image"

# What the build flags of rt turn on.
_RUNTIMES = [Label("//runtimes")]

# Keywords that do not go to the image.
_OTHERS = ["platform", "repository", "remote_tags", "repo_tags", "load_name", "push_name"]

def model_image(
        name,
        platform = None,
        repository = None,
        remote_tags = None,
        repo_tags = None,
        load_name = None,
        push_name = None,
        **kwargs):
    """Makes an image of a program and its weights, a target that loads it, and one that pushes it.

    ```python
    model_image(
        name = "image",
        args = ["--model=$(location :model)"],
        binary = ":server",
        load_name = "load",
        platform = "@rt//platforms:linux_amd64",
        push_name = "push",
        repo_tags = ["org/server:latest"],
        repository = "ghcr.io/org/server",
        weights = [":model"],
    )
    ```

    The program and its runfiles go to the image in layers, those that change least at the bottom: files of other
    repositories (libraries, an interpreter), weights, and files of this repository. So an edit of the code sends the
    last layer only. Weights are not copied: see `weights_layer`.

    In the image, the program is the entrypoint, by its absolute path, and it starts as `bazel run` starts it: in the
    runfiles directory of this repository, with its runfiles where the runfiles libraries look for them.

    Outputs and output groups are those of `oci_image`.

    Args:
      name: name of the image. `<name>.digest` is a file with its digest.
      platform: the platform to build for, a `platform()` target. Without it the target platform of the build.
      repository: where to push, `HOST[:PORT]/NAME`; see `oci_push`.
      remote_tags: list, or a file with one tag a line; see `oci_push`.
      repo_tags: list, or a file with one name a line; see `oci_load`.
      load_name: name of the target that loads the image, `<name>.load` if not given.
      push_name: name of the target that pushes the image, `<name>.push` if not given.
      **kwargs: the attributes, and what all rules have.
    """
    common = common_attributes(kwargs)
    attributes = macro_attributes(MODEL_IMAGE_TABLE, _RULE, name, kwargs, _OTHERS)
    if kwargs.get("runtimes") == None:
        attributes["runtimes"] = _RUNTIMES
    model_image_rule(**(attributes | {"inherit_args": kwargs.get("args") == None} | _place(name, platform, common)))
    if platform:
        platform_transition_filegroup(name = name, srcs = [_inner(name)], target_platform = platform, **common)
    digest_target(name, common)
    oci_load(name = load_name or name + ".load", image = name, repo_tags = repo_tags, **common)
    oci_push(
        name = push_name or name + ".push",
        image = name,
        remote_tags = remote_tags,
        repository = repository,
        **common
    )

def _inner(name):
    return name + ".image"

def _place(name, platform, common):
    """The image itself is out of sight where another target stands for it, built for the platform."""
    if not platform:
        return common | {"name": name}
    return common | {
        "name": _inner(name),
        "public_name": name,
        "tags": (common.get("tags") or []) + ["manual"],
        "visibility": ["//visibility:private"],
    }
