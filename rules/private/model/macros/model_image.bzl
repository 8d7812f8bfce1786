"""The macro model_image: an image of a program and its weights, and the targets that ship it."""

load("//rules/private/attributes:attribute_table.bzl", "common_attributes", "macro_attributes")
load("//rules/private/attributes:mistakes.bzl", "fail_on", "mistake")
load("//rules/private/image:digest_target.bzl", "digest_target")
load("//rules/private/image:oci_image_index.bzl", "oci_image_index")
load("//rules/private/push:oci_load.bzl", "oci_load")
load("//rules/private/push:oci_push.bzl", "oci_push")
load("//rules/private/transitions:platform_transition_filegroup.bzl", "platform_transition_filegroup")
load(":model_image.bzl", "MODEL_IMAGE_TABLE", "model_image_rule")

visibility(["//rules/..."])

_RULE = "model_image"

# What the build flags of rt turn on.
_RUNTIMES = [Label("//runtimes")]

# Keywords that do not go to the image.
_OTHERS = [
    "platform",
    "platforms",
    "repository",
    "repository_file",
    "remote_tags",
    "platform_tags",
    "repo_tags",
    "load_name",
    "push_name",
]

def model_image(
        name,
        platform = None,
        platforms = None,
        repository = None,
        repository_file = None,
        remote_tags = None,
        platform_tags = None,
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

    The program and its runfiles are packed into layers, with those that change least often at the bottom: files from
    other repositories (libraries, an interpreter), weights, and files from this repository. So a code edit re-sends
    only the last layer. Weights are not copied: see `weights_layer`.

    The image's entrypoint is the program's absolute path. It starts as under `bazel run`: in the runfiles directory
    of this repository, with its runfiles where runfiles libraries look for them.

    Outputs and output groups are those of `oci_image`.

    Args:
      name: name of the image. `<name>.digest` is a file with its digest.
      platform: the platform to build for, a `platform()` target. Defaults to the target platform of the build.
      platforms: several platforms, instead of `platform`: the image becomes an index, as with `oci_image_index`.
      repository: where to push, `HOST[:PORT]/NAME`; see `oci_push`.
      repository_file: a file that contains the repository, instead of `repository`; see `oci_push`.
      remote_tags: list, or a file with one tag per line; see `oci_push`.
      platform_tags: list of tag templates for the individual images of an index, such as `"{tag}-{platform}"`; see
        `oci_push`.
      repo_tags: list, or a file with one name per line; see `oci_load`.
      load_name: name of the target that loads the image; `<name>.load` by default.
      push_name: name of the target that pushes the image; `<name>.push` by default.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    fail_on(platform_mistakes(platform, platforms), _RULE, native.package_relative_label(name))
    common = common_attributes(kwargs)
    attributes = macro_attributes(MODEL_IMAGE_TABLE, _RULE, name, kwargs, _OTHERS)
    if kwargs.get("runtimes") == None:
        attributes["runtimes"] = _RUNTIMES
    place = _place(name, platform or platforms, common)
    model_image_rule(**(attributes | {"inherit_args": kwargs.get("args") == None} | place))
    if platforms:
        oci_image_index(name = name, image = _inner(name), platforms = platforms, **common)
    elif platform:
        platform_transition_filegroup(name = name, srcs = [_inner(name)], target_platform = platform, **common)
    if not platforms:
        digest_target(name, common)
    oci_load(name = load_name or name + ".load", image = name, repo_tags = repo_tags, **common)
    oci_push(
        name = push_name or name + ".push",
        image = name,
        platform_tags = platform_tags,
        remote_tags = remote_tags,
        repository = repository,
        repository_file = repository_file,
        **common
    )

def platform_mistakes(platform, platforms):
    """Checks that an image is for one platform, or an index of several.

    Args:
      platform: the one platform, or None.
      platforms: list of platforms, or None.

    Returns:
      A list of structs for `fail_on`.
    """
    if not platform or not platforms:
        return []
    return [mistake(
        "Cannot choose between platform and platforms",
        accepted = "platform for one image, platforms for an index of several",
        fix = "remove one of the two",
    )]

def _inner(name):
    return name + ".image"

def _place(name, platforms, common):
    """The image itself is out of sight where another target stands for it, built for one platform or several."""
    if not platforms:
        return common | {"name": name}
    return common | {
        "name": _inner(name),
        "public_name": name,
        "tags": (common.get("tags") or []) + ["manual"],
        "visibility": ["//visibility:private"],
    }
