"""Reading lock files of Debian packages: which packages there are for an architecture, and what needs what."""

load("//rules/private/attributes:mistakes.bzl", "mistake")

visibility(["//rules/..."])

# What is left of the packages when every group has its own.
REST = "rest"

def decode_deb_lock(text, path, lock_target, request, tag = "apt.install"):
    """Reads a lock file.

    Args:
      text: contents of the file, or None where there is none.
      path: how people call the file.
      lock_target: what makes the file, such as "@debian//:lock".
      request: dict of what the attributes ask for.
      tag: what the tag is called.

    Returns:
      A struct of `packages`, the list of dicts of the lock (empty when it cannot be used), and
      `problem`, a mistake or None.
    """
    fix = "bazel run " + lock_target
    if text == None:
        return _unusable("Cannot use packages that are not locked: {} does not exist".format(path), fix, tag)
    lock = json.decode(text, default = None)
    if type(lock) != "dict" or lock.get("lockVersion") != 1 or type(lock.get("packages")) != "list":
        return _unusable("Cannot read {} as a lock file".format(path), fix, tag)
    changes = [
        "{} was {} and is {}".format(name, json.encode(lock.get("request", {}).get(name)), json.encode(value))
        for name, value in request.items()
        if lock.get("request", {}).get(name) != value
    ]
    if changes:
        return _unusable("Cannot use {}, which is out of date: {}".format(path, "; ".join(changes)), fix, tag)
    return struct(packages = lock["packages"], problem = None)

def _unusable(message, fix, tag):
    return struct(packages = [], problem = mistake(
        message,
        accepted = "a lock file that was made for the attributes of {} as they are".format(tag),
        fix = fix,
    ))

def packages_for(packages, architecture):
    """Lists the packages of a lock for one architecture.

    Args:
      packages: list of dicts of the lock.
      architecture: architecture (GOARCH name).

    Returns:
      A dict of name to the package's dict.
    """
    return {package["name"]: package for package in packages if architecture in package["files"]}

def package_name(wanted):
    """Finds the name in what is asked for.

    Args:
      wanted: a string such as "libssl3", "libssl3=3.0.15-1" or "libssl3 (>= 3.0)".

    Returns:
      A string.
    """
    return wanted.partition("=")[0].partition("(")[0].strip()

def split_groups(packages, groups):
    """Spreads packages over groups: each has what it names and what that needs, less what earlier ones have.

    Args:
      packages: dict of name to package, from `packages_for`.
      groups: dict of group to list of names.

    Returns:
      A dict of group to sorted list of names, with REST for what no group needs; none is empty.
    """
    left = dict(packages)
    result = {}
    for group, names in groups.items():
        found = [name for name in closure(packages, names) if name in left]
        for name in found:
            left.pop(name)
        result[group] = found
    result[REST] = sorted(left)
    return {group: names for group, names in result.items() if names}

def closure(packages, names):
    """Finds all that packages need.

    Args:
      packages: dict of name to package, from `packages_for`.
      names: list of names; those that are not packages of the lock are passed over.

    Returns:
      Sorted list of names, with the given ones.
    """
    found = {}
    wave = [name for name in names if name in packages]
    for _ in range(len(packages)):
        found.update({name: None for name in wave})
        wave = [
            needed
            for name in wave
            for needed in packages[name].get("dependsOn", [])
            if needed in packages and needed not in found
        ]
        if not wave:
            break
    return sorted(found)

def archive_repository(install, architecture, name):
    """Names the repository of one package.

    Args:
      install: name of the apt.install tag.
      architecture: architecture (GOARCH name).
      name: name of the package.

    Returns:
      A string.
    """
    return "{}_{}_{}".format(install, architecture, name.replace("+", "_"))
