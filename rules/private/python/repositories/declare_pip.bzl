"""What module extensions do that lock and fetch wheels."""

load("//rules/private/program:repositories/rt_program.bzl", "run_rt")
load(":repositories/pip_hub.bzl", "pip_hub")
load(":repositories/pip_locks.bzl", "decode_pip_lock", "is_foreign_lock", "wheel_repositories")
load(":repositories/wheel_addresses.bzl", "addresses_repository", "wheel_addresses")
load(":repositories/wheel_archive.bzl", "wheel_archive")

visibility(["//rules/..."])

def declare_pip(module_ctx, tag, lock_target = None):
    """Declares the repositories of locked wheels, and the one of their targets.

    Args:
      module_ctx: module_ctx.
      tag: a tag of pip.install, or a struct with the same fields, without mistakes.
      lock_target: what makes the lock file, such as "@deps//:lock", which is what it is if not given.
    """
    lock_target = lock_target or "@{}//:lock".format(tag.name)
    path = _file_name(tag.lock)
    wanted = tag.packages + [name for names in tag.groups.values() for name in names]
    lock = _read_lock(module_ctx, tag, path, lock_target)
    own = {label.name.rpartition("/")[2]: label for label in tag.wheels}
    for repository, wheel in wheel_repositories(tag.name, lock.packages).items():
        _declare_wheel(tag, own, repository, wheel, lock_target)
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
        lock_target = lock_target,
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

def _declare_wheel(tag, own, repository, wheel, lock_target):
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
        lock_target = lock_target,
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

def _read_lock(module_ctx, tag, name, lock_target):
    path = module_ctx.path(tag.lock)
    module_ctx.watch(path)
    if not path.exists or not is_foreign_lock(name):
        return decode_pip_lock(module_ctx.read(path) if path.exists else None, name, lock_target)
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
