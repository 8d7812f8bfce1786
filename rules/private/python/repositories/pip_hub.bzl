"""The repository of the wheels of one pip.install tag: all, groups, wheels one by one, and the lock's target."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load("//rules/private/deb:debian_architecture.bzl", "cpu_label")
load("//rules/private/deb:repositories/deb_locks.bzl", "packages_for")
load("//rules/private/program:repositories/rt_program.bzl", "run_rt")
load(":repositories/pip_locks.bzl", "group_members", "missing_members", "unusable_lock", "wheel_repository")

visibility(["//rules/..."])

_LOADS = """\
load("{rt}//rules:python.bzl", "python_wheels")
load("{rt}//rules/private/attributes:unusable.bzl", "unusable")
load("{rt}//rules/private/python:pip_lock.bzl", "pip_lock")

package(default_visibility = ["//visibility:public"])
"""

def _pip_hub_impl(rctx):
    problem, asked = _problem(rctx)
    packages = json.decode(rctx.attr.packages)
    header = _LOADS.format(rt = str(Label("//:all")).partition("//")[0])
    sets = _unusable_sets(rctx, problem) if problem else _sets(rctx, packages)
    rctx.file("BUILD.bazel", "\n".join([header, _lock(rctx)] + sets))
    for name in {each: None for each in asked + [package["name"] for package in packages]}:
        target = _unusable(rctx, name, problem) if problem else _wheel(rctx, packages, name)
        rctx.file(name + "/BUILD.bazel", "\n".join([header, target]))
        other = name.replace("-", "_")
        if other != name:
            alias = _call("alias", name = other, actual = "//" + name)
            rctx.file(other + "/BUILD.bazel", "\n".join([header, alias]))

def _problem(rctx):
    """Why the lock cannot be used, None where it can; and names of packages that are asked for."""
    problem = mistake(
        rctx.attr.message,
        accepted = rctx.attr.accepted,
        fix = rctx.attr.fix,
    ) if rctx.attr.message else None
    if rctx.attr.foreign:
        return problem, []
    for document in rctx.attr.documents:
        rctx.watch(rctx.path(document))
    root = str(rctx.path(rctx.attr.lock)).removesuffix("/" + rctx.attr.lock_name)
    lock = ["--lock=" + rctx.attr.lock_name] if rctx.path(rctx.attr.lock).exists else []
    answer = json.decode(run_rt(
        rctx,
        arguments = ["--root=" + root] + lock + rctx.attr.options,
        command = "lock wheels-check",
        context = _speaker(rctx),
    ).stdout)
    for file in answer["files"]:
        rctx.watch(root + "/" + file)
    return _lock_problem(rctx, answer) or problem, answer["names"]

def _lock_problem(rctx, answer):
    """What the program says of a lock file that is there."""
    name = rctx.attr.lock_name
    if answer["unreadable"]:
        message = "Cannot read {} as a lock file: {}".format(name, answer["unreadable"])
    elif answer["changes"]:
        message = "Cannot use {}, which is out of date: {}".format(name, "; ".join(answer["changes"]))
    else:
        return None
    return unusable_lock(message, rctx.attr.lock_target).problem

def _call(rule, **attributes):
    """Text of a call in a BUILD file; a value that is a struct has its text ready."""
    lines = [
        "    {} = {},".format(name, value.text if type(value) == "struct" else repr(value))
        for name, value in attributes.items()
    ]
    return "\n".join([rule + "("] + lines + [")", ""])

def _lock(rctx):
    return _call("pip_lock", name = "lock", lock = rctx.attr.lock_path, options = rctx.attr.options)

def _sets(rctx, packages):
    everything = {
        architecture: sorted(packages_for(packages, architecture))
        for architecture in rctx.attr.architectures
    }
    return [_set(rctx, packages, rctx.attr.install, everything)] + [
        _group(rctx, packages, group, names)
        for group, names in rctx.attr.groups.items()
    ]

def _group(rctx, packages, group, names):
    missing = missing_members(packages, names)
    if missing:
        return _unusable(rctx, group, mistake(
            'Cannot use the group "{}": the lock has no {}'.format(group, ", ".join(missing)),
            accepted = "names of packages of {}".format(rctx.attr.lock_name),
            fix = "correct groups of pip.install",
        ))
    return _set(rctx, packages, group, {
        architecture: group_members(packages, architecture, names)
        for architecture in rctx.attr.architectures
    })

def _set(rctx, packages, name, names_by_architecture):
    by_architecture = {
        architecture: packages_for(packages, architecture)
        for architecture in names_by_architecture
    }
    return _call("python_wheels", name = name, wheels = _select(rctx, {
        architecture: [
            _label(rctx, by_architecture[architecture][name], architecture)
            for name in names
        ]
        for architecture, names in names_by_architecture.items()
    }))

def _wheel(rctx, packages, name):
    choices = {
        architecture: _label(rctx, packages_for(packages, architecture)[name], architecture)
        for architecture in rctx.attr.architectures
        if name in packages_for(packages, architecture)
    }
    if not choices:
        return _unusable(rctx, name, mistake(
            'Cannot use "{}": the lock has no wheel of it'.format(name),
            accepted = "a package that {} has".format(rctx.attr.lock_name),
            fix = "leave it out of exclude of pip.install, or name another",
        ))
    return _call("alias", name = name, actual = _select(rctx, choices))

def _label(rctx, package, architecture):
    return "@{}//:wheel".format(wheel_repository(rctx.attr.install, package, architecture))

def _select(rctx, by_architecture):
    """What is chosen for the target platform; wheels for others are not fetched."""
    choices = {cpu_label(architecture): choice for architecture, choice in by_architecture.items()}
    error = describe_to(_speaker(rctx), mistake(
        "Cannot choose wheels for the CPU of the target platform",
        accepted = ", ".join(by_architecture),
        fix = "name its architecture in architectures, and bazel run " + rctx.attr.lock_target,
    ))
    return struct(text = "select({}, no_match_error = {})".format(repr(choices), repr("\n" + error)))

def _unusable_sets(rctx, problem):
    return [_unusable(rctx, name, problem) for name in [rctx.attr.install] + rctx.attr.groups.keys()]

def _unusable(rctx, name, problem):
    return _call(
        "unusable",
        name = name,
        accepted = problem.accepted,
        fix = problem.fix,
        message = problem.message,
        speaker = _speaker(rctx),
    )

def _speaker(rctx):
    return "pip.install " + rctx.attr.install

pip_hub = repository_rule(
    implementation = _pip_hub_impl,
    doc = "Targets for locked wheels. No wheel is fetched before one of them is built.",
    attrs = {
        "accepted": attr.string(doc = "Where the lock cannot be used: what could be."),
        "architectures": attr.string_list(doc = "Architectures, GOARCH names."),
        "documents": attr.label_list(allow_files = True, doc = "Files that say what is wanted."),
        "foreign": attr.bool(doc = "Whether another tool makes the lock file."),
        "fix": attr.string(doc = "Where the lock cannot be used: what to do."),
        "groups": attr.string_list_dict(doc = "Sets of their own: name to requirements."),
        "install": attr.string(doc = "Name of the pip.install tag."),
        "lock": attr.label(allow_single_file = True, doc = "The lock file."),
        "lock_name": attr.string(doc = "How people call the lock file."),
        "lock_path": attr.string(doc = "Path of the lock file in the workspace; empty when it is another module's."),
        "lock_target": attr.string(doc = "What makes the lock file."),
        "message": attr.string(doc = "Where the lock cannot be used: why."),
        "options": attr.string_list(doc = "What is wanted, as options of `rt lock wheels`."),
        "packages": attr.string(doc = "Packages of the lock as JSON."),
    },
)
