"""Reading package-lock.json (lockfileVersion 3): which packages a few packages need, in which version."""

visibility(["//rules/..."])

_PREFIX = "node_modules/"

def locked_package(lock, path):
    """Looks up a package.

    Args:
      lock: the decoded package-lock.json.
      path: where it is in node_modules: its name, such as "@eslint/js", or for a version that one package alone has,
        "nunjucks/node_modules/commander".

    Returns:
      The dict of the lock file for it, or None.
    """
    return lock["packages"].get(_PREFIX + path)

def is_nested(path):
    """Says whether a package is inside another one, whose folder brings it along.

    Args:
      path: where it is in node_modules.

    Returns:
      A bool.
    """
    return "/" + _PREFIX in path

def dependencies(lock):
    """Lists what the project itself needs at run time.

    Args:
      lock: the decoded package-lock.json.

    Returns:
      List of package names.
    """
    return lock["packages"][""].get("dependencies", {}).keys()

def closure(lock, names, os, cpu):
    """Computes the packages that the named ones need at run time on one machine.

    Optional packages for other machines are left out.

    Args:
      lock: the decoded package-lock.json.
      names: list of package names.
      os: npm's name of the operating system, such as "linux".
      cpu: npm's name of the processor, such as "x64".

    Returns:
      Sorted list of paths in node_modules: names, and "NAME/node_modules/OTHER" for what is inside another package.
    """
    found = {}
    wave = names
    for _ in range(len(lock["packages"])):
        found.update({name: None for name in wave})
        wave = [
            name
            for parent in wave
            for name in _needs(lock, parent, os, cpu)
            if name not in found
        ]
        if not wave:
            break
    return sorted(found)

def sub_lock(lock, names):
    """Cuts a lock file down to some packages.

    Args:
      lock: the decoded package-lock.json.
      names: list of paths in node_modules, complete in the sense of `closure`.

    Returns:
      A dict with `package` and `lock`: the contents for package.json and package-lock.json of a
      folder in which `npm ci` installs exactly these packages.
    """
    package = {
        "name": "rt-tools",
        "version": "0.0.0",
        "dependencies": {path: locked_package(lock, path)["version"] for path in names if not is_nested(path)},
    }
    packages = {"": package}
    for name in names:
        # Not optional here: npm must not skip what is for another machine.
        packages[_PREFIX + name] = {
            key: value
            for key, value in locked_package(lock, name).items()
            if key not in ["cpu", "dev", "optional", "optionalDependencies", "os"]
        }
    return {
        "lock": package | {"lockfileVersion": 3, "packages": packages, "requires": True},
        "package": package,
    }

def _needs(lock, path, os, cpu):
    entry = locked_package(lock, path)
    optional = [
        found
        for found in [_resolve(lock, path, name) for name in entry.get("optionalDependencies", {})]
        if found and _fits(locked_package(lock, found), os, cpu)
    ]
    return [_must_resolve(lock, path, name) for name in entry.get("dependencies", {})] + optional

def _resolve(lock, path, name):
    """Finds the package that another one gets under a name, as Node does: in its own folder, then further up."""
    folders = path.split("/" + _PREFIX)
    for depth in range(len(folders), -1, -1):
        candidate = ("/" + _PREFIX).join(folders[:depth] + [name])
        if locked_package(lock, candidate):
            return candidate
    return None

def _must_resolve(lock, path, name):
    found = _resolve(lock, path, name)
    if not found:
        fail("package-lock.json does not have {}, which {} needs".format(name, path))
    return found

def _fits(entry, os, cpu):
    return entry != None and os in entry.get("os", [os]) and cpu in entry.get("cpu", [cpu])
