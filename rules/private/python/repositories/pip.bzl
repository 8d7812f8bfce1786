"""The module extension `pip`: wheels of an index, locked."""

load("//rules/private/attributes:mistakes.bzl", "describe_to")
load("//rules/private/program:repositories/rt_program.bzl", "run_rt")
load(":repositories/pip_hub.bzl", "pip_hub")
load(":repositories/pip_locks.bzl", "decode_pip_lock", "is_foreign_lock", "wheel_repositories")
load(":repositories/pip_tags.bzl", "pip_mistakes")
load(":repositories/wheel_addresses.bzl", "addresses_repository", "wheel_addresses")
load(":repositories/wheel_archive.bzl", "wheel_archive")

visibility(["//rules/..."])

def _pip_impl(module_ctx):
    names = {}
    for module in module_ctx.modules:
        for tag in module.tags.install:
            _fail(tag.name, pip_mistakes(tag, names))
            names[tag.name] = None
            _declare(module_ctx, tag)
    return module_ctx.extension_metadata(reproducible = True)

def _declare(module_ctx, tag):
    path = _file_name(tag.lock)
    wanted = tag.packages + [name for names in tag.groups.values() for name in names]
    lock = _read_lock(module_ctx, tag, path)
    own = {label.name.rpartition("/")[2]: label for label in tag.wheels}
    for repository, wheel in wheel_repositories(tag.name, lock.packages).items():
        _declare_wheel(tag, own, repository, wheel)
    wheel_addresses(
        name = addresses_repository(tag.name),
        glibc = tag.glibc,
        install = tag.name,
        packages = json.encode(_of_index(lock.packages, own)),
        python = tag.python,
    )
    pip_hub(
        name = tag.name,
        accepted = lock.problem.accepted if lock.problem else "",
        architectures = tag.architectures,
        documents = _documents(tag),
        fix = lock.problem.fix if lock.problem else "",
        groups = tag.groups,
        install = tag.name,
        foreign = is_foreign_lock(path),
        lock = tag.lock,
        lock_name = path,
        lock_path = path if not tag.lock.repo_name else "",
        message = lock.problem.message if lock.problem else "",
        options = _options(tag, wanted),
        packages = json.encode(lock.packages),
    )

def _of_index(packages, own):
    """The packages of a lock without wheels of the user's own."""
    return [
        package | {
            "files": {
                architecture: file
                for architecture, file in package["files"].items()
                if file.get("file") not in own
            },
        }
        for package in packages
    ]

def _documents(tag):
    return tag.requirements + tag.wheels + [label for label in [tag.conda, tag.bentofile] if label]

def _declare_wheel(tag, own, repository, wheel):
    name = wheel.package["name"]
    file = wheel.file
    wheel_archive(
        name = repository,
        architecture = wheel.architectures[0],
        distribution = name,
        file = file.get("file", ""),
        glibc = tag.glibc,
        hashes = file["hashes"] if "hashes" in file else [file["sha256"]],
        install = tag.name,
        own = own.get(file.get("file")),
        python = tag.python,
        repository = repository,
        size = file.get("size", 0),
        speaker = "pip.install {}: {} {} for {}".format(
            tag.name,
            name,
            wheel.package["version"],
            ", ".join(wheel.architectures),
        ),
        version = wheel.package["version"],
    )

def _options(tag, wanted):
    """What is wanted, as options of `rt lock wheels` and `rt lock wheels-check`."""
    return ["--python=" + tag.python, "--glibc=" + tag.glibc] + [
        "--{}={}".format(option, value)
        for option, values in {
            "architecture": tag.architectures,
            "bentofile": [_file_name(label) for label in [tag.bentofile] if label],
            "conda": [_file_name(label) for label in [tag.conda] if label],
            "exclude": tag.exclude,
            "package": wanted,
            "requirements": [_file_name(label) for label in tag.requirements],
            "wheel": [_file_name(label) for label in tag.wheels],
        }.items()
        for value in values
    ]

def _read_lock(module_ctx, tag, name):
    path = module_ctx.path(tag.lock)
    module_ctx.watch(path)
    if not path.exists or not is_foreign_lock(name):
        return decode_pip_lock(module_ctx.read(path) if path.exists else None, name, tag.name)
    answer = run_rt(
        module_ctx,
        arguments = [
            "--lock={}".format(path),
            "--name=" + name,
            "--python=" + tag.python,
            "--glibc=" + tag.glibc,
        ] + ["--architecture=" + each for each in tag.architectures],
        command = "lock wheels-read",
        context = "pip.install " + tag.name,
    )
    return struct(packages = json.decode(answer.stdout)["packages"], problem = None)

def _file_name(label):
    return "/".join([part for part in [label.package, label.name] if part])

def _fail(name, mistakes):
    if mistakes:
        fail("\n" + "\n".join([describe_to("pip.install " + name, one) for one in mistakes]))

_install = tag_class(
    attrs = {
        "architectures": attr.string_list(
            default = ["amd64", "arm64"],
            doc = "Architectures to lock wheels for, GOARCH names: `amd64`, `arm64`.",
        ),
        "bentofile": attr.label(
            allow_single_file = True,
            doc = """\
A `bentofile.yaml`: the packages of its `python` and `conda`, and BentoML itself. Other parts of it are not read.
""",
        ),
        "conda": attr.label(
            allow_single_file = True,
            doc = """\
A conda environment: its `dependencies`, and the nested list of pip, as packages of the index. What has no counterpart
there is an error.
""",
        ),
        "exclude": attr.string_list(
            doc = "Packages that count as there without being chosen, such as those that a base image has.",
        ),
        "glibc": attr.string(
            default = "2.31",
            doc = "The newest glibc that wheels may need: that of the oldest base they go on. Debian 11 has 2.31.",
        ),
        "groups": attr.string_list_dict(
            doc = "Sets of their own, name to packages: each has these with all that they need, as `@NAME//:GROUP`.",
        ),
        "lock": attr.label(
            doc = """\
The lock file, which is checked in. It need not exist before `bazel run @NAME//:lock`, but its package must. A
requirements file with hashes (`.txt`, as `pip-compile --generate-hashes` and `uv export` write it), or a `pylock.toml`,
is used as it is; nothing else says what is wanted then.
""",
            mandatory = True,
        ),
        "name": attr.string(
            doc = "Name of the repository.",
            mandatory = True,
        ),
        "packages": attr.string_list(
            doc = 'Packages, with all that they need, as in a requirements file: `"numpy<2"`.',
        ),
        "python": attr.string(
            doc = "The version of Python, such as `3.11`: that of the image, whatever this machine has.",
            mandatory = True,
        ),
        "requirements": attr.label_list(
            allow_files = True,
            doc = "Requirements files, with markers, extras, `-r`, `-c` and comments.",
        ),
        "wheels": attr.label_list(
            allow_files = [".whl"],
            doc = "Wheels of your own: they are in the set, what they need comes from the index.",
        ),
    },
    doc = """\
Wheels with all that they need, locked.

| target | what it is |
|---|---|
| `@NAME//:NAME` | all wheels, for the architecture of the target platform |
| `@NAME//:GROUP` | those of one group, with what they need |
| `@NAME//numpy` | one wheel, by its normalised name |
| `@NAME//:lock` | `bazel run` it to choose versions; `-- --upgrade` for newer ones |
""",
)

pip = module_extension(
    implementation = _pip_impl,
    doc = """\
Wheels for images.

```python
pip = use_extension("@rt//rules:extensions.bzl", "pip")
pip.install(
    name = "deps",
    lock = "//:deps.lock.json",
    python = "3.11",
    requirements = ["//:requirements.txt"],
)
use_repo(pip, "deps")
```

`bazel run @deps//:lock` chooses versions for every architecture and writes the lock file. After that, wheels are
fetched when a build needs them: from Bazel's cache, or from the indexes of this machine. See
[docs/wheels.md](../wheels.md).
""",
    tag_classes = {"install": _install},
)
