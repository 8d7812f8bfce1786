"""The macros docker_rest, docker_cli and docker_triton: images of trained models, and the targets that ship them."""

load("//rules/private/attributes:attribute_table.bzl", "common_attributes", "macro_attributes")
load("//rules/private/image:digest_target.bzl", "digest_target")
load("//rules/private/packagers:pack.bzl", "pack")
load("//rules/private/packagers:packaged_model.bzl", "PACKAGED_MODEL_TABLE", "packaged_model_rule")
load("//rules/private/packagers:python_minor_flag.bzl", "python_minor_flag")
load("//rules/private/packagers:server_wheels.bzl", "server_wheels")
load("//rules/private/packagers:triton_image.bzl", "TRITON_TABLE", "triton_image_rule")
load("//rules/private/python:python_layers.bzl", "python_layers")
load(
    "//rules/private/transitions:platform_transition_filegroup.bzl",
    "platform_transition_filegroup",
)

visibility(["//rules/..."])

# Keywords that do not go to the image.
_OTHERS = [
    "interpreter",
    "wheels",
    "server_wheels",
    "connections",
    "bytecode",
    "compress",
    "platform",
]

# Versions of Python that rt has locked gunicorn, Flask and orjson for.
_SERVER_PYTHONS = ["3.9", "3.10", "3.11", "3.12", "3.13", "3.14"]

def docker_rest(name, interpreter, wheels = None, server_wheels = None, **kwargs):
    """Makes the image of a trained model that serves it over HTTP, as ODAHU's packager docker-rest does.

    ```python
    docker_rest(
        name = "wine",
        artifact = glob(["wine_model/**"]),
        connections = "connections.yaml",
        interpreter = "@python_3_11",
        packaging = "packaging.yaml",
        platform = "@rt//platforms:linux_amd64",
        wheels = ["@wine_deps"],
    )
    ```

    `bazel run //:wine.pack` pushes it to the connection of the document's target `docker-push`, under the name in the
    document, and writes `result.json`; `bazel run //:wine.load` loads it into a container engine.

    The service is Flask, run by gunicorn, and answers `GET /api/model/info`, `POST /api/model/invoke` and `GET
    /healthcheck`. Layers are, bottom first: interpreter, wheels, the service, and the model, so a new model re-sends
    only the last one. See [docs/packagers.md](../packagers.md).

    Args:
      name: name of the image. `<name>.digest` is a file with its digest.
      interpreter: the image's Python: a `python.interpreter` or a `python_interpreter`.
      wheels: what the model needs: `@deps` of `pip.install`, usually made from its conda.yaml.
      server_wheels: what the service needs, gunicorn, Flask and orjson: by default those that rt has locked.
        Distributions that are also in `wheels` are taken from there.
      **kwargs: `connections`, `platform`, `bytecode`, `compress`, the rule's attributes, and the common attributes of
        all rules.
    """
    own = server_wheels if server_wheels != None else _locked_wheels(name, interpreter, kwargs)
    _packager("docker-rest", name, interpreter, wheels, own, "gunicorn", kwargs)

def docker_cli(name, interpreter, wheels = None, **kwargs):
    """Makes the image of a trained model with a command line, as ODAHU's packager docker-cli does.

    ```python
    docker_cli(
        name = "wine_cli",
        artifact = glob(["wine_model/**"]),
        connections = "connections.yaml",
        interpreter = "@python_3_11",
        packaging = "packaging_cli.yaml",
        platform = "@rt//platforms:linux_amd64",
        wheels = ["@wine_deps"],
    )
    ```

    The image starts `invoke`, with the commands `predict INPUT OUTPUT_DIR`, `info` and `self_check`. The targets
    `<name>.pack`, `<name>.load` and `<name>.digest` are as for `docker_rest`.

    Args:
      name: name of the image.
      interpreter: the image's Python: a `python.interpreter` or a `python_interpreter`.
      wheels: what the model needs: `@deps` of `pip.install`, usually made from its conda.yaml.
      **kwargs: `connections`, `platform`, `bytecode`, `compress`, the rule's attributes, and the common attributes of
        all rules.
    """
    _packager("docker-cli", name, interpreter, wheels, None, None, kwargs)

def docker_triton(name, interpreter = None, wheels = None, **kwargs):
    """Makes the image of a Triton server with a model, as ODAHU's packager docker-triton does.

    ```python
    docker_triton(
        name = "wine_triton",
        artifact = glob(["wine_triton/**"]),
        base = "@triton",  # of oci.pull: the image that the document names
        connections = "connections.yaml",
        interpreter = ":triton_python",  # for the Python backend: the Python of the base
        packaging = "packaging_triton.yaml",
        platform = "@rt//platforms:linux_amd64",
        wheels = ["@wine_deps"],
    )
    ```

    The model's files are in separate layers, each big one in its own, and are never copied during the build. The base
    is the image `nvcr.io/nvidia/tritonserver` with the document's `triton_base_image_tag`, whose layers are never
    fetched to build or push; or your own, with `minimal = True`. The targets `<name>.pack`, `<name>.load` and
    `<name>.digest` are as for `docker_rest`. See [docs/packagers.md](../packagers.md).

    Args:
      name: name of the image.
      interpreter: for the Python backend: the Python that the base's server starts, a `python_interpreter`.
      wheels: what such a model needs: `@deps` of `pip.install`, usually made from its conda.yaml.
      **kwargs: `connections`, `platform`, `bytecode`, `compress`, the rule's attributes, and the common attributes of
        all rules.
    """
    place = _place(kwargs)
    attributes = macro_attributes(TRITON_TABLE, "docker_triton", name, kwargs, _OTHERS)
    if interpreter:
        _environment(
            name,
            place,
            interpreter,
            wheels or [],
            base = kwargs.get("base"),
            system_site_packages = True,
        )
        attributes["environment"] = name + ".python"
    else:
        attributes["has_wheels_alone"] = bool(wheels)
    _ship("docker-triton", name, place, triton_image_rule, attributes, kwargs)

def _locked_wheels(name, interpreter, kwargs):
    """A choice among the locks of rt by the version of an interpreter, which only its target knows."""
    hidden = _hidden(common_attributes(kwargs))
    flag = name + ".python_minor"
    python_minor_flag(name = flag, interpreter = interpreter, supported = _SERVER_PYTHONS, **hidden)
    choices = {}
    for version in _SERVER_PYTHONS:
        suffix = version.replace(".", "_")
        native.config_setting(
            name = "{}_is_{}".format(flag, suffix),
            flag_values = {":" + flag: version},
            visibility = ["//visibility:private"],
        )
        choices["{}_is_{}".format(flag, suffix)] = [Label("@rt_server_{}//:rt_server_{}".format(suffix, suffix))]
    return select(choices)

def _packager(packager, name, interpreter, wheels, own_wheels, script, kwargs):
    place = _place(kwargs)
    attributes = macro_attributes(PACKAGED_MODEL_TABLE, packager.replace("-", "_"), name, kwargs, _OTHERS)
    all_wheels = wheels or []
    if own_wheels:
        server_wheels(
            name = name + ".server_wheels",
            interpreter = interpreter,
            server = own_wheels,
            user = wheels,
            **place.hidden
        )
        all_wheels = all_wheels + [name + ".server_wheels"]
    _environment(name, place, interpreter, all_wheels, base = kwargs.get("base"), script = script)
    attributes |= {"environment": name + ".python", "packager": packager}
    _ship(packager, name, place, packaged_model_rule, attributes, kwargs)

def _place(kwargs):
    """Takes the keywords that do not go to the image, and makes lists of labels."""
    platform, connections = kwargs.pop("platform", None), kwargs.pop("connections", None)
    layers = {key: kwargs.pop(key, None) for key in ["bytecode", "compress"]}
    for key in ["artifact", "packaging"]:
        if key in kwargs:
            kwargs[key] = _listed(kwargs[key])
    common = common_attributes(kwargs)
    return struct(
        common = common,
        connections = _listed(connections),
        hidden = _hidden(common),
        layers = layers,
        platform = platform,
    )

def _environment(name, place, interpreter, wheels, **settings):
    python_layers(
        name = name + ".python",
        interpreter = interpreter,
        wheels = wheels,
        **(place.hidden | place.layers | settings)
    )

def _ship(packager, name, place, rule, attributes, kwargs):
    """Makes the image, and the targets that ship it."""
    rule(**(attributes | (
        place.hidden | {"name": name + ".image"} if place.platform else place.common | {"name": name}
    )))
    if place.platform:
        platform_transition_filegroup(
            name = name,
            srcs = [name + ".image"],
            target_platform = place.platform,
            **place.common
        )
    digest_target(name, place.common)
    native.filegroup(
        name = name + ".model",
        srcs = [name],
        output_group = "model",
        **place.hidden
    )
    for action in ["load", "pack"]:
        pack(
            name = "{}.{}".format(name, action),
            action = action,
            # Who loads an image logs in nowhere.
            connections = place.connections if action == "pack" else None,
            id = kwargs.get("id"),
            image = name,
            model = name + ".model",
            packager = packager,
            packaging = kwargs.get("packaging"),
            **place.common
        )

def _listed(value):
    """One label is a list of one."""
    return [value] if type(value) in ["string", "Label"] else value

def _hidden(common):
    """For targets that others stand for, which are built for the platform."""
    return common | {
        "tags": (common.get("tags") or []) + ["manual"],
        "visibility": ["//visibility:private"],
    }
