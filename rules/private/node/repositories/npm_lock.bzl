"""Reading package-lock.json (lockfileVersion 3): which packages a few packages need, in which version."""

visibility(["//rules/..."])

_PREFIX = "node_modules/"

def locked_package(lock, name):
    """Looks up a package at the top of the tree.

    Args:
      lock: the decoded package-lock.json.
      name: package name, such as "@eslint/js".

    Returns:
      The dict of the lock file for it, or None.
    """
    return lock["packages"].get(_PREFIX + name)

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

    Packages are only found at the top of node_modules: a package that the lock file nests below
    another one because of a version conflict is an error, because rt's bundle has one version of each.
    Optional packages for other machines are left out.

    Args:
      lock: the decoded package-lock.json.
      names: list of package names.
      os: npm's name of the operating system, such as "linux".
      cpu: npm's name of the processor, such as "x64".

    Returns:
      Sorted list of package names.
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
      names: list of package names, complete in the sense of `closure`.

    Returns:
      A dict with `package` and `lock`: the contents for package.json and package-lock.json of a
      folder in which `npm ci` installs exactly these packages.
    """
    package = {
        "name": "rt-tools",
        "version": "0.0.0",
        "dependencies": {name: locked_package(lock, name)["version"] for name in names},
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

def _needs(lock, name, os, cpu):
    entry = locked_package(lock, name)
    if entry == None:
        fail("package-lock.json does not have {} at the top level".format(name))
    optional = [
        other
        for other in entry.get("optionalDependencies", {})
        if _fits(locked_package(lock, other), os, cpu)
    ]
    return list(entry.get("dependencies", {})) + optional

def _fits(entry, os, cpu):
    return entry != None and os in entry.get("os", [os]) and cpu in entry.get("cpu", [cpu])
