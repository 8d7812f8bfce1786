"""The macro bento: a Bento, its image, and the targets that serve and ship both."""

load("//rules/private/attributes:attribute_table.bzl", "common_attributes", "macro_attributes")
load("//rules/private/bento:bento.bzl", "BENTO_TABLE", "bento_rule")
load("//rules/private/bento:bento_image.bzl", "BENTO_IMAGE_TABLE", "bento_image_rule")
load("//rules/private/bento:bento_run.bzl", "bento_run", "bento_serve")
load("//rules/private/image:digest_target.bzl", "digest_target")
load("//rules/private/push:oci_load.bzl", "oci_load")
load("//rules/private/push:oci_push.bzl", "oci_push")
load("//rules/private/python:python_layers.bzl", "python_layers")

visibility(["//rules/..."])

_RULE = "bento"

# What the build flags of rt turn on.
_RUNTIMES = [Label("//runtimes")]

# Keywords that go to other targets.
_OTHERS = [
    "interpreter",
    "wheels",
    "bytecode",
    "compress",
    "platform",
    "repository",
    "remote_tags",
    "repo_tags",
]

def bento(
        name,
        interpreter,
        wheels,
        bytecode = None,
        compress = None,
        platform = None,
        repository = None,
        remote_tags = None,
        repo_tags = None,
        **kwargs):
    """Makes a Bento from a BentoML service, its image, and the targets that ship both.

    ```python
    bento(
        name = "bento",
        srcs = glob(["**/*.py"]),
        bentofile = "bentofile.yaml",
        interpreter = "@python_3_11",
        models = [":classifier"],
        platform = "@rt//platforms:linux_amd64",
        repo_tags = ["classifier:latest"],
        repository = "ghcr.io/org/classifier",
        wheels = ["@bento_deps"],  # pip.install(bentofile = "//:bentofile.yaml")
    )
    ```

    The Bento is made by the BentoML in the wheels, run by the image's Python, without network access and without the
    user's store. It is the same as `bentoml build` makes, except for its version, which is derived from the content,
    and its creation time, so that two builds are equal.

    The image's layers are, bottom first: runtimes, `tars`, the interpreter, big wheels, all other wheels, models, and
    the Bento itself; so editing the service re-sends only the last one. User, ports, environment and entrypoint are
    the same as in images made by `bentoml containerize`. See [docs/bento.md](../bento.md).

    Args:
      name: name of the Bento's directory. `<name>.image` is the image, `<name>.image.digest` a file with its digest.
        `bazel run` `<name>.load` to load it into a container engine, and `<name>.push` to push it to a registry;
        `<name>.build` to put the Bento and its models into BentoML's store, `<name>.export -- OUT` to write both to
        one file, and `<name>.serve -- ARGUMENTS` to serve the Bento on this machine, as `bentoml serve` does.
      interpreter: the Python of the image: one of `python.interpreter`, or a `python_interpreter` with a `runner`.
      wheels: what the service needs, including BentoML: `@deps` of `pip.install(bentofile = ...)`, for example.
      bytecode: False leaves out the bytecode of Python files.
      compress: compression of the layers other than models: `"zstd"` (the default), `"gzip"` or `""`.
      platform: the platform to build for, a `platform()` target. Defaults to the target platform of the build.
      repository: where to push, `HOST[:PORT]/NAME`; see `oci_push`.
      remote_tags: list, or a file with one tag per line; see `oci_push`.
      repo_tags: list, or a file with one name per line; see `oci_load`. Defaults to the tag of the Bento.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    common = common_attributes(kwargs)
    macro_attributes(BENTO_TABLE | BENTO_IMAGE_TABLE, _RULE, name, kwargs, _OTHERS)
    if kwargs.get("runtimes") == None:
        kwargs["runtimes"] = _RUNTIMES
    python_layers(
        name = name + ".python",
        bytecode = bytecode,
        compress = compress,
        interpreter = interpreter,
        wheels = wheels,
        **_hidden(common)
    )
    both = {"environment": name + ".python", "target_platform": platform}
    base = kwargs.get("base")
    bento_rule(
        below = ([base] if base else []) + (kwargs.get("tars") or []) + kwargs["runtimes"],
        has_base = bool(base),
        interpreter = interpreter,
        wheels = wheels,
        **(_part(BENTO_TABLE, name, kwargs, common) | both)
    )
    image = name + ".image"
    bento_image_rule(bento = name, **(_part(BENTO_IMAGE_TABLE, image, kwargs, common) | both))
    digest_target(image, common)
    bento_run(name = name + ".build", bento = name, command = "add", **common)
    bento_run(name = name + ".export", bento = name, command = "pack", **common)
    bento_serve(
        name = name + ".serve",
        bento = name,
        interpreter = interpreter,
        **(common | {"tags": (common.get("tags") or []) + ["manual"]})
    )
    native.filegroup(name = name + ".tag", srcs = [name], output_group = "tag", **common)
    oci_load(name = name + ".load", image = image, repo_tags = repo_tags or name + ".tag", **common)
    oci_push(
        name = name + ".push",
        image = image,
        remote_tags = remote_tags,
        repository = repository,
        **common
    )

def _part(table, name, given, common):
    """The attributes of one rule."""
    own = {keyword: value for keyword, value in given.items() if keyword in table}
    return macro_attributes(table, _RULE, name, common | own)

def _hidden(common):
    """For targets that others stand for."""
    return common | {
        "tags": (common.get("tags") or []) + ["manual"],
        "visibility": ["//visibility:private"],
    }
