"""The macro model_image: an image of a program and its weights, and the targets that ship it."""

load("//rules/private/attributes:common_attributes.bzl", "COMMON_ATTRIBUTES", "keyword_mistakes")
load("//rules/private/attributes:mistakes.bzl", "fail_on")
load("//rules/private/attributes:text_or_file.bzl", "clearable", "text_or_file")
load("//rules/private/image:digest_target.bzl", "digest_target")
load("//rules/private/push:oci_load.bzl", "oci_load")
load("//rules/private/push:oci_push.bzl", "oci_push")
load("//rules/private/transitions:platform_transition_filegroup.bzl", "platform_transition_filegroup")
load(":model_image.bzl", "model_image_rule")
load(":weight_options.bzl", "count_text")

visibility(["//rules/..."])

_RULE = "model_image"

# What the build flags of rt turn on.
_RUNTIMES = [Label("//runtimes")]

# Keywords that go to the image as they are.
_IMAGE = ["stop_signal", "tars", "user", "workdir", "created"] + [
    "allow_foreign_binaries",
    "check_libraries",
    "host_libraries",
]

# Keywords of which the image has one attribute for text and one for files.
_TEXTS = ["annotations", "exposed_ports", "labels", "volumes"]

_KEYWORDS = [
    "name",
    "binary",
    "weights",
    "data",
    "base",
    "args",
    "cmd",
    "env",
    "prefix",
    "platform",
    "repository",
    "remote_tags",
    "repo_tags",
    "load_name",
    "push_name",
    "weight_suffixes",
    "bundle_below",
    "max_layers",
    "max_layer_size",
    "split_layers",
    "allow_missing_shards",
    "compress",
    "runtimes",
] + _IMAGE + _TEXTS

def model_image(
        name,
        binary,
        weights = None,
        data = None,
        base = None,
        args = None,
        cmd = None,
        env = None,
        prefix = None,
        platform = None,
        repository = None,
        remote_tags = None,
        repo_tags = None,
        load_name = None,
        push_name = None,
        weight_suffixes = None,
        bundle_below = None,
        max_layers = None,
        max_layer_size = None,
        split_layers = None,
        allow_missing_shards = None,
        compress = None,
        runtimes = None,
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
      binary: the program, an executable target.
      weights: files and directories that are weights, whatever their names. They become runfiles if they are none.
      data: other targets that `args` and `env` name. They become runfiles if they are none.
      base: the image below: an oci_image, an image of `oci.pull`, one directory in the OCI image layout, of any rule set, or
        one tar (of such a layout, or what `docker save` writes).
      args: first arguments of the program, part of the entrypoint. If not given, those of the program's own target, as
        `bazel run` passes them; `[]` for none. `$(location LABEL)`, `$(execpath LABEL)` and `$(rootpath LABEL)` are the
        absolute path in the image of a target of `weights` or `data`, or of the program; `$(rlocationpath LABEL)` is
        what a runfiles library wants. Make variables are expanded; `$$` stands for `$`.
      cmd: more arguments, which those of `docker run` replace: list, or a file with one argument a line.
      env: dict, on top of what the program's own target sets. A value with `$(` is expanded as `args` are; `$NAME` and
        `${NAME}` stand for what the base or an earlier key has. `RUNFILES_DIR` is set to where the runfiles are.
      prefix: directory of the image that the program goes to. Without it the root.
      platform: the platform to build for, a `platform()` target. Without it the target platform of the build.
      repository: where to push, `HOST[:PORT]/NAME`; see `oci_push`.
      remote_tags: list, or a file with one tag a line; see `oci_push`.
      repo_tags: list, or a file with one name a line; see `oci_load`.
      load_name: name of the target that loads the image, `<name>.load` if not given.
      push_name: name of the target that pushes the image, `<name>.push` if not given.
      weight_suffixes: runfiles whose names end with one of these are weights as well. If not given: .bin, .ckpt, .ggml,
        .gguf, .h5, .msgpack, .npz, .onnx, .pb, .plan, .pt, .pth, .safetensors, .tflite. `[]` for none.
      bundle_below: bytes from which on a file of weights has a layer of its own; 64 MiB if not given.
      max_layers: most layers of weights; 100 if not given, and never more than the base and the other layers leave of
        the 127 that engines mount. Where there would be more, files share layers as if `bundle_below` were twice as
        much, or more.
      max_layer_size: bytes that no layer over the base may exceed, as stored: some registries have a limit. Files that
        share a layer of weights stay below it; a file that is larger, or another layer that is, is an error.
      split_layers: whether a layer of the program that would exceed `max_layer_size` becomes several instead.
      allow_missing_shards: whether numbered weights such as `model-00002-of-00030.safetensors` may have gaps. If not, a
        missing one is an error.
      compress: compression of the layers that are not weights, `"zstd"` if not given, `"gzip"` or `""`.
      runtimes: accelerator runtimes, layers of their own at the bottom, see `oci_image`: `["@rt//runtimes"]` if not given,
        `[]` for none. Runfiles of the program that are theirs are not packed once more.
      **kwargs: `tars` (layers between the base and the program), `annotations`, `created`, `exposed_ports`, `labels`,
        `stop_signal`, `user`, `volumes`, `workdir`, `allow_foreign_binaries`, `check_libraries` and `host_libraries` as
        `oci_image` has them, and what all rules have.
    """
    common = {key: value for key, value in kwargs.items() if key in COMMON_ATTRIBUTES}
    others = {key: value for key, value in kwargs.items() if key not in COMMON_ATTRIBUTES + _IMAGE + _TEXTS}
    fail_on(keyword_mistakes(_KEYWORDS, others), _RULE, native.package_relative_label(name))
    model_image_rule(
        allow_missing_shards = allow_missing_shards,
        args = args,
        base = base,
        binary = binary,
        bundle_below = count_text(bundle_below),
        compress = compress,
        data = data,
        env = env,
        inherit_args = args == None,
        max_layer_size = count_text(max_layer_size),
        max_layers = count_text(max_layers),
        prefix = prefix,
        runtimes = _RUNTIMES if runtimes == None else runtimes,
        split_layers = split_layers,
        weight_suffixes = weight_suffixes,
        weights = weights,
        **(_place(name, platform, common) |
           {key: kwargs[key] for key in _IMAGE if key in kwargs} |
           text_or_file(**{key: kwargs.get(key) for key in _TEXTS}) |
           clearable(cmd = cmd))
    )
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
        "tags": (common.get("tags") or []) + ["manual"],
        "visibility": ["//visibility:private"],
    }
