"""What is wrong with a tag of pip.install, as far as it says itself."""

load("//rules/private/attributes:mistakes.bzl", "mistake")
load(":python_versions.bzl", "is_python_version")
load(":repositories/pip_locks.bzl", "GLIBC_VERSIONS", "WHEEL_ARCHITECTURES", "is_foreign_lock", "requirement_name")

visibility(["//rules/..."])

# Names that the generated repository needs for itself.
_LOCK = "lock"

def pip_mistakes(tag, names):
    """Checks a tag.

    Args:
      tag: the tag.
      names: names of the tags before it, in all modules.

    Returns:
      A list of structs made by `mistake`.
    """
    return (
        ([mistake(
            "Cannot declare two repositories with the same name",
            accepted = "a name that no other pip.install has, in all modules: not " + ", ".join(names),
        )] if tag.name in names else []) +
        _value_mistakes(tag) +
        _group_mistakes(tag) +
        (_foreign_mistakes(tag) if is_foreign_lock(tag.lock.name) else _own_lock_mistakes(tag)) +
        _file_mistakes(tag)
    )

def _value_mistakes(tag):
    return ([mistake(
        'Cannot use python = "{}"'.format(tag.python),
        accepted = 'a version of Python 3, such as "3.11"',
    )] if not is_python_version(tag.python) else []) + ([mistake(
        'Cannot use glibc = "{}"'.format(tag.glibc),
        accepted = ", ".join(GLIBC_VERSIONS),
    )] if tag.glibc not in GLIBC_VERSIONS else []) + ([mistake(
        "Cannot lock wheels for no architecture",
        accepted = ", ".join(WHEEL_ARCHITECTURES),
    )] if not tag.architectures else []) + [
        mistake(
            'Cannot find wheels for "{}" of architectures'.format(architecture),
            accepted = ", ".join(WHEEL_ARCHITECTURES),
        )
        for architecture in tag.architectures
        if architecture not in WHEEL_ARCHITECTURES
    ]

def _group_mistakes(tag):
    return [
        mistake(
            'Cannot name a group "{}"'.format(group),
            accepted = "names that the repository does not use itself: not {}, {}".format(_LOCK, tag.name),
        )
        for group in tag.groups
        if group in [_LOCK, tag.name]
    ] + [
        mistake(
            'Cannot name a group "{}"'.format(group),
            accepted = "letters, digits, and any of -_.",
        )
        for group in tag.groups
        if not _is_name(group)
    ] + [
        mistake(
            'Cannot read "{}" of {} as a requirement'.format(requirement, attribute),
            accepted = 'NAME with conditions on its version, such as "numpy<2"',
        )
        for attribute, requirements in ({"exclude": tag.exclude, "packages": tag.packages} | {
            'groups["{}"]'.format(group): names
            for group, names in tag.groups.items()
        }).items()
        for requirement in requirements
        if not requirement_name(requirement)
    ]

def _is_name(text):
    """Whether a text can be the name of a target that is no path."""
    return text.strip("-_.") and all([character.isalnum() or character in "-_." for character in text.elems()])

def _own_lock_mistakes(tag):
    wanted = tag.packages or tag.groups or tag.requirements or tag.wheels or tag.conda or tag.bentofile
    return ([mistake(
        "Cannot install nothing",
        accepted = 'requirements = ["//:requirements.txt"], packages = ["numpy"], wheels, conda or bentofile',
    )] if not wanted else []) + ([mistake(
        'Cannot use "{}" as a lock file'.format(tag.lock.name),
        accepted = "a file called NAME.json, or one of another tool: requirements with hashes (.txt), pylock.toml",
    )] if not tag.lock.name.endswith(".json") else [])

def _foreign_mistakes(tag):
    return [
        mistake(
            "Cannot use {} beside a lock file that another tool has made".format(attribute),
            accepted = "{} says all: leave {} out".format(tag.lock.name, attribute),
            fix = "name a .json file in lock, and bazel run @{}//:lock".format(tag.name),
        )
        for attribute, value in {
            "bentofile": tag.bentofile,
            "conda": tag.conda,
            "exclude": tag.exclude,
            "packages": tag.packages,
            "requirements": tag.requirements,
            "wheels": tag.wheels,
        }.items()
        if value
    ]

def _file_mistakes(tag):
    labels = tag.requirements + tag.wheels + [label for label in [tag.conda, tag.bentofile] if label]
    return [
        mistake(
            'Cannot use "{}": it is in another module than the lock file'.format(label.name),
            accepted = "files of the module that calls pip.install",
        )
        for label in labels
        if label.repo_name != tag.lock.repo_name
    ]
