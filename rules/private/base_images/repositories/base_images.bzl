"""The module extension `base_images`: a matrix of base images from one manifest."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load("//rules/private/program:repositories/rt_program.bzl", "run_rt")
load("//rules/private/pull:repositories/declare_pull.bzl", "declare_pull")
load("//rules/private/python:repositories/declare_interpreter.bzl", "declare_interpreter")
load("//rules/private/python:repositories/declare_pip.bzl", "declare_pip")
load("//rules/private/runtime:repositories/declare_runtime.bzl", "RUNTIME_VERSIONS", "declare_runtime")
load(":repositories/base_images_hub.bzl", "base_images_hub")
load(":repositories/hub_targets.bzl", "architecture_of", "describe_notes", "repository_names")

visibility(["//rules/..."])

_TAG = "base_images.matrix"

# What every image made of packages has beside Python: a shell, and dpkg to say what is installed.
_PACKAGES = ["bash", "coreutils", "dpkg"]

def _base_images_impl(module_ctx):
    names = {}
    for module in module_ctx.modules:
        for tag in module.tags.matrix:
            if tag.name in names:
                fail("\n" + describe_to(_TAG + " " + tag.name, mistake(
                    "Cannot declare two repositories with the same name",
                    accepted = "a name that no other base_images.matrix has, in all modules: not " + ", ".join(names),
                )))
            names[tag.name] = None
            _declare(module_ctx, tag)
    return module_ctx.extension_metadata(reproducible = True)

def _declare(module_ctx, tag):
    plan = _plan(module_ctx, tag)
    if plan["notes"]:
        print(describe_notes(tag.name, plan["notes"]))  # buildifier: disable=print
    repositories = repository_names(tag.name)
    for each in plan["interpreters"]:
        _declare_interpreter(module_ctx, tag, repositories, each)
    for each in plan["bases"]:
        _declare_base(tag, repositories, each)
    locked = [each for each in plan["wheels"] if not each["isDevel"] or tag.devel_wheel]
    for each in locked:
        _declare_wheels(module_ctx, tag, repositories, each)
    cuda_versions = _declare_cuda(module_ctx, tag, repositories, plan["runtimes"])
    base_images_hub(
        name = tag.name,
        bentoml_version = tag.bentoml_version,
        cuda_versions = cuda_versions,
        has_devel_wheel = bool(tag.devel_wheel),
        locked_wheels = [each["id"] for each in locked],
        manifest_path = "" if tag.manifest.repo_name else _file_name(tag.manifest),
        matrix = tag.name,
        plan = json.encode(plan),
        python_versions = tag.python_versions,
    )

def _plan(module_ctx, tag):
    path = module_ctx.path(tag.manifest)
    module_ctx.watch(path)
    answer = run_rt(
        module_ctx,
        arguments = [
            "--manifest={}".format(path),
            "--manifest-name=" + _file_name(tag.manifest),
            "--bentoml-version=" + tag.bentoml_version,
        ] + (["--python-versions=" + ",".join(tag.python_versions)] if tag.python_versions else []),
        command = "base-images plan",
        context = "{} {}".format(_TAG, tag.name),
    )
    if answer.stderr:
        print("\n" + answer.stderr.strip())  # buildifier: disable=print
    return json.decode(answer.stdout)

def _declare_interpreter(module_ctx, tag, repositories, interpreter):
    declare_interpreter(
        module_ctx,
        _TAG,
        struct(
            name = repositories.interpreter(interpreter["id"]),
            architectures = interpreter["architectures"],
            components = ["main"],
            compress = "gzip",
            exclude = [],
            lock = _below(tag.manifest, interpreter["lock"]),
            mirrors = tag.mirrors,
            packages = {package: None for package in _PACKAGES + interpreter["add"]}.keys(),
            suite = interpreter["suite"],
            version = interpreter["python"],
        ),
        lock_target = "@{}//:lock".format(tag.name),
    )

def _declare_base(tag, repositories, base):
    declare_pull(struct(
        bazel_tags = [],
        name = repositories.base(base["id"]),
        config = tag.config,
        digest = "",
        fetch_layers = False,
        image = base["reference"],
        platforms = ["linux/" + architecture_of(platform) for platform in base["platforms"]],
        registry = "",
        repository = "",
        reproducible = True,
        tag = "",
        www_authenticate_challenges = {},
    ))

def _declare_wheels(module_ctx, tag, repositories, wheels):
    declare_pip(
        module_ctx,
        struct(
            name = repositories.wheels(wheels["id"]),
            architectures = wheels["architectures"],
            bentofile = None,
            conda = None,
            exclude = [],
            glibc = wheels["libc"],
            groups = {},
            lock = _below(tag.manifest, wheels["lock"]),
            packages = [] if wheels["isDevel"] else ["bentoml==" + tag.bentoml_version],
            python = wheels["python"],
            requirements = [],
            wheels = [tag.devel_wheel] if wheels["isDevel"] else [],
        ),
        lock_target = "@{}//:lock".format(tag.name),
    )

def _declare_cuda(module_ctx, tag, repositories, runtimes):
    """Declares the packages of CUDA; returns the versions that there are."""
    declared = []
    for each in runtimes:
        if not tag.cuda_locks and each["version"] not in RUNTIME_VERSIONS["cuda"]:
            continue
        declared.append(each["version"])
        declare_runtime(
            module_ctx,
            "cuda",
            struct(
                exclude = [],
                gfx = [],
                include = each["components"],
                layout = "flat",
                locks = tag.cuda_locks,
                version = "" if tag.cuda_locks else each["version"],
            ),
            prefix = repositories.runtime(each["id"]).removesuffix("_cuda"),
        )
    return declared

def _below(manifest, path):
    """The label of a file below the directory of the manifest."""
    return manifest.relative(":" + (manifest.name.rpartition("/")[0] + "/" + path).lstrip("/"))

def _file_name(label):
    return "/".join([part for part in [label.package, label.name] if part])

_matrix = tag_class(
    attrs = {
        "bentoml_version": attr.string(
            doc = "The BentoML release in the images and their tags.",
            mandatory = True,
        ),
        "config": attr.label(
            doc = "An auth file as written by `docker login`, for base images: consulted before the usual ones.",
        ),
        "cuda_locks": attr.label_list(
            doc = "Lock files for CUDA (written by `runtime_lock`) instead of rt's.",
        ),
        "devel_wheel": attr.label(
            allow_single_file = [".whl"],
            doc = "A wheel of BentoML's development branch, for `devel` images.",
        ),
        "manifest": attr.label(
            doc = "The manifest. Lock files are below its directory, which must be a package.",
            mandatory = True,
        ),
        "mirrors": attr.string_list(
            doc = "Where Debian packages come from, as in `apt.install`.",
        ),
        "name": attr.string(
            doc = "Name of the repository.",
            mandatory = True,
        ),
        "python_versions": attr.string_list(
            doc = "Python versions, if they differ from those in the manifest.",
        ),
    },
    doc = """\
Base images from a manifest: releases, Python versions, distributions, architectures.

| target | what it is |
|---|---|
| `@NAME//:TAG` | the index of one tag, such as `@bento_server//:1.4.40-python3.11-debian12-runtime` |
| `@NAME//:TAG.push` | the `oci_push` of it |
| `@NAME//:all` | all of them |
| `@NAME//:manager` | `bazel run` it with a command: `validate`, `generate`, `build`, and others |
| `@NAME//:lock` | `bazel run` it to lock packages and wheels |
| `@NAME//:lock_debian12`, `@NAME//:lock_bentoml_3.11` | the same for one lock file |
""",
)

base_images = module_extension(
    implementation = _base_images_impl,
    doc = """\
A matrix of base images from one manifest.

```python
base_images = use_extension("@rt//rules:extensions.bzl", "base_images")
base_images.matrix(
    name = "bento_server",
    bentoml_version = "1.4.40",
    manifest = "//:manifest.yml",
)
use_repo(base_images, "bento_server")
```

`bazel run @bento_server//:lock` picks packages and wheels, and writes the lock files that the manifest names; `bazel
build @bento_server//:all` builds all images. See [docs/base-images.md](../base-images.md).
""",
    tag_classes = {"matrix": _matrix},
)
