"""The macro python_image: an image of a Python program, and the targets that ship it."""

load("//rules/private/attributes:attribute_table.bzl", "common_attributes", "macro_attributes")
load("//rules/private/attributes:mistakes.bzl", "fail_on", "mistake")
load("//rules/private/image:digest_target.bzl", "digest_target")
load("//rules/private/push:oci_load.bzl", "oci_load")
load("//rules/private/push:oci_push.bzl", "oci_push")
load("//rules/private/python:python_image.bzl", "PYTHON_IMAGE_TABLE", "python_image_rule")
load("//rules/private/python:python_layers.bzl", "python_layers")
load("//rules/private/python:python_venv.bzl", "python_venv")
load(
    "//rules/private/transitions:platform_transition_filegroup.bzl",
    "platform_transition_filegroup",
)

visibility(["//rules/..."])

_RULE = "python_image"

# What the build flags of rt turn on.
_RUNTIMES = [Label("//runtimes")]

# Keywords that do not go to the image.
_OTHERS = [
    "interpreter",
    "wheels",
    "prefix",
    "bytecode",
    "compress",
    "platform",
    "repository",
    "remote_tags",
    "repo_tags",
    "load_name",
    "push_name",
]

def python_image(
        name,
        interpreter = None,
        wheels = None,
        prefix = None,
        bytecode = None,
        compress = None,
        platform = None,
        repository = None,
        remote_tags = None,
        repo_tags = None,
        load_name = None,
        push_name = None,
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

    The entrypoint is the interpreter's absolute path, `/app/.venv/bin/python`: the image needs no shell, no `env` and
    no base. The program's files are in `/app` as they are in the package, with their bytecode next to them, and
    `/app` is the working directory. The layers are, bottom first: runtimes, `tars`, the interpreter, big wheels, all
    other wheels, weights, and the program's own files; so a code edit re-sends only the last one. Wheel layers are
    the same in all images, see `python_layers`.

    Outputs and output groups are those of `oci_image`.

    Args:
      name: name of the image. `<name>.digest` is a file with its digest. `bazel run :<name>.venv -- DIR` makes a
        local virtual environment with the same wheels, from which the package's sources, or those of `binary`, can be
        imported; it needs `interpreter`.
      interpreter: the image's Python: a `python.interpreter` or a `python_interpreter`. With `binary`, it defaults to
        that of the toolchain, which must then be in the runfiles.
      wheels: `@deps` of `pip.install`, some of its targets, or `python_wheel` targets of your own.
      prefix: directory of the virtual environment; `/app/.venv` by default.
      bytecode: False leaves out the bytecode of Python files.
      compress: compression of the layers other than weights: `"zstd"` (the default), `"gzip"` or `""`.
      platform: the platform to build for, a `platform()` target. Defaults to the target platform of the build.
      repository: where to push, `HOST[:PORT]/NAME`; see `oci_push`.
      remote_tags: list, or a file with one tag per line; see `oci_push`.
      repo_tags: list, or a file with one name per line; see `oci_load`.
      load_name: name of the target that loads the image; `<name>.load` by default.
      push_name: name of the target that pushes the image; `<name>.push` by default.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    common = common_attributes(kwargs)
    attributes = macro_attributes(PYTHON_IMAGE_TABLE, _RULE, name, kwargs, _OTHERS)
    if kwargs.get("runtimes") == None:
        attributes["runtimes"] = _RUNTIMES
    fail_on(
        interpreter_mistakes(interpreter, kwargs.get("binary"), {"prefix": prefix, "wheels": wheels}),
        _RULE,
        native.package_relative_label(name),
    )
    if interpreter:
        attributes["environment"] = name + ".python"
        python_layers(
            name = name + ".python",
            bytecode = bytecode,
            compress = compress,
            interpreter = interpreter,
            prefix = prefix,
            script = kwargs.get("script"),
            wheels = wheels,
            **_hidden(common)
        )
        python_venv(
            name = name + ".venv",
            binary = kwargs.get("binary"),
            interpreter = interpreter,
            wheels = wheels,
            **(common | {"tags": (common.get("tags") or []) + ["manual"]})
        )
    else:
        given = {"bytecode": bytecode, "compress": compress}
        attributes |= {key: value for key, value in given.items() if value != None}
    place = _hidden(common) | {"name": name + ".image"} if platform else common | {"name": name}
    attributes["inherit_args"] = kwargs.get("args") == None
    python_image_rule(**(attributes | place))
    if platform:
        platform_transition_filegroup(
            name = name,
            srcs = [name + ".image"],
            target_platform = platform,
            **common
        )
    digest_target(name, common)
    oci_load(name = load_name or name + ".load", image = name, repo_tags = repo_tags, **common)
    oci_push(
        name = push_name or name + ".push",
        image = name,
        remote_tags = remote_tags,
        repository = repository,
        **common
    )

def interpreter_mistakes(interpreter, binary, of_environment):
    """Checks that an image without an interpreter of its own is one of a py_binary, which may bring one.

    Args:
      interpreter: the interpreter, or None.
      binary: the py_binary, or None.
      of_environment: dict of keywords that only a virtual environment has, to what is given; None for nothing.

    Returns:
      A list of structs for `fail_on`.
    """
    fix = 'set interpreter = "@python_3_11", one of python.interpreter in MODULE.bazel'
    if interpreter:
        return []
    if not binary:
        return [mistake(
            "Cannot make an image of a Python program without an interpreter",
            accepted = "a python.interpreter or a python_interpreter; optional only if binary is a py_binary",
            fix = fix,
        )]
    given = [key for key, value in of_environment.items() if value != None]
    return [mistake(
        "Cannot use {} with the Python of a toolchain: it starts without a virtual environment".format(
            " and ".join(given),
        ),
        accepted = "wheels and prefix together with interpreter; or packages in the deps of the py_binary",
        fix = fix,
    )] if given else []

def _hidden(common):
    """For targets that others stand for, which are built for the platform."""
    return common | {
        "tags": (common.get("tags") or []) + ["manual"],
        "visibility": ["//visibility:private"],
    }
