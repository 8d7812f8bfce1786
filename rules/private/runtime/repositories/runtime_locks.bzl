"""What lock files and tags of the module extension `runtimes` make of each other: which files of which packages."""

load("//rules/private/attributes:mistakes.bzl", "mistake")
load(":runtime_places.bzl", "is_library")

visibility(["//rules/..."])

# Bytes from which on a file has a layer of its own.
LARGE_FILE = 64 * 1024 * 1024

# Bytes from which on the other files of a package have a layer of their own; those of smaller packages share one.
LARGE_PACKAGE = 16 * 1024 * 1024

def merge_locks(locks):
    """Puts lock files over each other.

    Args:
      locks: list of decoded lock files: a package of a later one replaces that of an earlier one.

    Returns:
      A struct of version (string), defaults (list of the names of components) and packages (list of dicts).
    """
    packages = {}
    version = None
    defaults = {}
    for lock in locks:
        request = lock.get("request", {})
        version = version or request.get("version")
        own = {_component(package): None for package in lock["packages"]}
        defaults.update({name: None for name in request.get("defaults", own.keys())})
        names = {package["name"]: None for package in lock["packages"]}
        packages = {key: value for key, value in packages.items() if value["name"] not in names}
        packages.update({_identity(package): package for package in lock["packages"]})
    return struct(
        defaults = defaults.keys(),
        packages = packages.values(),
        version = version or "unknown",
    )

def _identity(package):
    return "{} {}".format(package["name"], " ".join(sorted(package["files"])))

def _component(package):
    return package.get("component", package["name"])

def choose_packages(merged, include, exclude):
    """Chooses the packages of components, with those that they need.

    Args:
      merged: a struct made by `merge_locks`.
      include: list of names of components to add to the usual ones.
      exclude: list of names of components to leave out, even where others need them.

    Returns:
      A list of dicts: packages of the lock files, in their order.
    """
    by_name = {}
    for package in merged.packages:
        by_name.setdefault(package["name"], []).append(package)
    chosen = {}
    wave = [
        package
        for package in merged.packages
        if _component(package) in merged.defaults + include
    ]
    for _ in range(len(merged.packages) + 1):
        wave = [package for package in wave if _component(package) not in exclude and _identity(package) not in chosen]
        chosen.update({_identity(package): None for package in wave})
        wave = [
            needed
            for package in wave
            for name in package.get("dependsOn", [])
            for needed in by_name.get(name, [])
        ]
    return [package for package in merged.packages if _identity(package) in chosen]

def component_mistakes(attribute, names, merged):
    """Checks names of components.

    Args:
      attribute: name of the attribute that has them.
      names: list of strings.
      merged: a struct made by `merge_locks`.

    Returns:
      A list of structs for `fail_on`.
    """
    known = sorted({_component(package): None for package in merged.packages})
    return [
        mistake(
            'Cannot find the component "{}" of {} in version {}'.format(name, attribute, merged.version),
            accepted = ", ".join(known) or "a component of a lock file in locks",
        )
        for name in names
        if name not in known
    ]

def kept_files(file, layout, gfx):
    """Chooses the files of one package for one architecture.

    Args:
      file: dict: the entry of the lock file.
      layout: "flat" for the places of the lock file, "site-packages" for those of a Python installation.
      gfx: list of generations of AMD GPUs whose kernels are wanted; empty for all.

    Returns:
      A struct of kept (dict of places to paths in the archive), large (list of places), and own_layer (whether the
      others have a layer of their own).
    """
    kept = {}
    large = []
    rest = 0
    for place, each in file.get("kept", {}).items():
        if not _is_for(place, gfx):
            continue
        if layout == "site-packages" and not place.startswith("licenses/"):
            place = "site-packages/" + each["from"]
        kept[place] = each["from"]
        if each["size"] >= LARGE_FILE:
            large.append(place)
        else:
            rest += each["size"]
    return struct(kept = kept, large = large, own_layer = rest >= LARGE_PACKAGE)

def _is_for(place, gfx):
    """Kernels have the generation that they are for in their names, such as `gfx90a`."""
    _, found, rest = place.rpartition("/")[2].partition("gfx")
    if not gfx or not found:
        return True
    generation = "gfx"
    for character in rest.elems():
        if not character.isalnum():
            break
        generation += character
    return generation in gfx

def library_components(packages):
    """Lists the libraries of packages.

    Args:
      packages: list of dicts: packages of lock files.

    Returns:
      A dict of file names to names of components.
    """
    return {
        place.rpartition("/")[2]: _component(package)
        for package in packages
        for file in package["files"].values()
        for place in file.get("kept", {})
        if is_library(place)
    }
