"""The macro python_image: an image of a Python program, and the targets that ship it."""

load("//rules/private/attributes:common_attributes.bzl", "COMMON_ATTRIBUTES", "keyword_mistakes")
load("//rules/private/attributes:mistakes.bzl", "fail_on")
load("//rules/private/attributes:text_or_file.bzl", "clearable", "text_or_file")
load("//rules/private/image:digest_target.bzl", "digest_target")
load("//rules/private/model:weight_options.bzl", "count_text")
load("//rules/private/push:oci_load.bzl", "oci_load")
load("//rules/private/push:oci_push.bzl", "oci_push")
load("//rules/private/python:python_image.bzl", "python_image_rule")
load("//rules/private/python:python_layers.bzl", "python_layers")
load("//rules/private/transitions:platform_transition_filegroup.bzl", "platform_transition_filegroup")

visibility(["//rules/..."])

_RULE = "python_image"

# What the build flags of rt turn on.
_RUNTIMES = [Label("//runtimes")]

# Keywords that go to the image as they are.
_IMAGE = ["allow_foreign_binaries", "check_libraries", "created", "host_libraries", "stop_signal", "tars", "user", "workdir"]

# Keywords of which the image has one attribute for text and one for files.
_TEXTS = ["annotations", "exposed_ports", "labels", "volumes"]

_KEYWORDS = [
    "name",
    "interpreter",
    "srcs",
    "main",
    "module",
    "script",
    "wheels",
    "weights",
    "data",
    "base",
    "args",
    "cmd",
    "env",
    "prefix",
    "bytecode",
    "compress",
    "platform",
    "repository",
    "remote_tags",
    "repo_tags",
    "load_name",
    "push_name",
    "bundle_below",
    "max_layers",
    "max_layer_size",
    "allow_missing_shards",
    "runtimes",
] + _IMAGE + _TEXTS

def python_image(
        name,
        interpreter,
        srcs = None,
        main = None,
        module = None,
        script = None,
        wheels = None,
        weights = None,
        data = None,
        base = None,
        args = None,
        cmd = None,
        env = None,
        prefix = None,
        bytecode = None,
        compress = None,
        platform = None,
        repository = None,
        remote_tags = None,
        repo_tags = None,
        load_name = None,
        push_name = None,
        bundle_below = None,
        max_layers = None,
        max_layer_size = None,
        allow_missing_shards = None,
        runtimes = None,
        **kwargs):
    """Makes an image of a Python program, a target that loads it, and one that pushes it.

    ```python
    python_image(
        name = "image",
        srcs = glob(["**/*.py"]),
        args = ["server:app", "--host=0.0.0.0"],
        interpreter = "@python_3_11",
        load_name = "load",
        module = "uvicorn",
        platform = "@rt//platforms:linux_amd64",
        push_name = "push",
        repo_tags = ["org/server:latest"],
        repository = "ghcr.io/org/server",
        weights = [":model"],
        wheels = ["@deps"],
    )
    ```

    The program starts by its interpreter's absolute path, `/app/.venv/bin/python`: the image needs no shell, no `env` and no
    base. Its files are in `/app` as they are in the package, with their compiled form beside them, and `/app` is the
    working directory. Layers are, bottom first: runtimes, `tars`, the interpreter, big wheels, all other wheels, weights,
    and the program's own files; so that an edit of the code sends the last one only. Layers of wheels are the same in all
    images, see `python_layers`.

    Outputs and output groups are those of `oci_image`.

    Args:
      name: name of the image. `<name>.digest` is a file with its digest.
      interpreter: the Python of the image: one of `python.interpreter`, or a `python_interpreter`.
      srcs: the program's own files.
      main: the file of `srcs` to start. One of `main`, `module` and `script` must be given.
      module: the module to start, as `python -m` does.
      script: the program of a wheel to start, such as `"uvicorn"`.
      wheels: `@deps` of `pip.install`, some of its targets, or `python_wheel` targets of your own.
      weights: files and directories in layers of their own, beside `srcs`. They are not copied: see `weights_layer`.
      data: other files beside `srcs`.
      base: the image below, as `oci_image` has it; none is needed where the interpreter has layers.
      args: first arguments of the program, part of the entrypoint. `$(location LABEL)` is the absolute path in the image of
        a target of `srcs`, `weights` or `data`. Make variables are expanded; `$$` stands for `$`.
      cmd: more arguments, which those of `docker run` replace: list, or a file with one argument a line.
      env: dict. A value with `$(` is expanded as `args` are. `PYTHONPATH` is `/app`, `PYTHONUNBUFFERED` is 1, `VIRTUAL_ENV`
        is where the wheels are, and `PATH` begins with its programs, unless you say otherwise.
      prefix: directory of the virtual environment; `/app/.venv` if not given.
      bytecode: False leaves out the compiled form of Python files.
      compress: compression of the layers that are not weights, `"zstd"` if not given, `"gzip"` or `""`.
      platform: the platform to build for, a `platform()` target. Without it the target platform of the build.
      repository: where to push, `HOST[:PORT]/NAME`; see `oci_push`.
      remote_tags: list, or a file with one tag a line; see `oci_push`.
      repo_tags: list, or a file with one name a line; see `oci_load`.
      load_name: name of the target that loads the image, `<name>.load` if not given.
      push_name: name of the target that pushes the image, `<name>.push` if not given.
      bundle_below: bytes from which on a file of weights has a layer of its own; 64 MiB if not given.
      max_layers: most layers of weights; 100 if not given, and never more than what is left of the 127 that engines mount.
      max_layer_size: bytes that no layer of weights may exceed.
      allow_missing_shards: whether numbered weights may have gaps.
      runtimes: accelerator runtimes, see `oci_image`: `["@rt//runtimes"]` if not given, `[]` for none.
      **kwargs: `tars` (layers between the base and the interpreter), `annotations`, `created`, `exposed_ports`, `labels`,
        `stop_signal`, `user`, `volumes`, `workdir`, `allow_foreign_binaries`, `check_libraries` and `host_libraries` as
        `oci_image` has them, and what all rules have.
    """
    common = {key: value for key, value in kwargs.items() if key in COMMON_ATTRIBUTES}
    others = {key: value for key, value in kwargs.items() if key not in COMMON_ATTRIBUTES + _IMAGE + _TEXTS}
    fail_on(keyword_mistakes(_KEYWORDS, others), _RULE, native.package_relative_label(name))
    python_layers(
        name = name + ".python",
        bytecode = bytecode,
        compress = compress,
        interpreter = interpreter,
        prefix = prefix,
        script = script,
        wheels = wheels,
        **_hidden(common)
    )
    python_image_rule(
        allow_missing_shards = allow_missing_shards,
        args = args,
        base = base,
        bundle_below = count_text(bundle_below),
        data = data,
        env = env,
        environment = name + ".python",
        main = main,
        max_layer_size = count_text(max_layer_size),
        max_layers = count_text(max_layers),
        module = module,
        runtimes = _RUNTIMES if runtimes == None else runtimes,
        script = script,
        srcs = srcs,
        weights = weights,
        **((_hidden(common) | {"name": name + ".image"} if platform else common | {"name": name}) |
           {key: kwargs[key] for key in _IMAGE if key in kwargs} |
           text_or_file(**{key: kwargs.get(key) for key in _TEXTS}) |
           clearable(cmd = cmd))
    )
    if platform:
        platform_transition_filegroup(name = name, srcs = [name + ".image"], target_platform = platform, **common)
    digest_target(name, common)
    oci_load(name = load_name or name + ".load", image = name, repo_tags = repo_tags, **common)
    oci_push(
        name = push_name or name + ".push",
        image = name,
        remote_tags = remote_tags,
        repository = repository,
        **common
    )

def _hidden(common):
    """For targets that others stand for, which are built for the platform."""
    return common | {
        "tags": (common.get("tags") or []) + ["manual"],
        "visibility": ["//visibility:private"],
    }
