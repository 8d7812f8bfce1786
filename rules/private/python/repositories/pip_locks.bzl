"""What lock files of wheels say: which wheels there are, and which repositories hold them."""

load("//rules/private/attributes:mistakes.bzl", "mistake")
load("//rules/private/deb:repositories/deb_locks.bzl", "closure", "packages_for")
load("//rules/private/python_code:wheel_names.bzl", "normalized_name")

visibility(["//rules/..."])

# Architectures that wheels can be for: GOARCH names.
WHEEL_ARCHITECTURES = ["amd64", "arm64"]

# Releases of glibc that the resolver has a platform for.
GLIBC_VERSIONS = ["2.17", "2.28"] + ["2.{}".format(minor) for minor in range(31, 41)]

def decode_pip_lock(text, path, lock_target):
    """Reads a lock file that `bazel run @NAME//:lock` has made.

    Args:
      text: contents of the file, or None where there is none.
      path: how people call the file.
      lock_target: what makes the file, such as "@deps//:lock".

    Returns:
      A struct of `packages`, the list of dicts of the lock (empty when it cannot be used), and
      `problem`, a mistake or None.
    """
    if text == None:
        return unusable_lock("Cannot use wheels that are not locked: {} does not exist".format(path), lock_target)
    lock = json.decode(text, default = None)
    if not _is_lock(lock):
        return unusable_lock("Cannot read {} as a lock file".format(path), lock_target)
    return struct(packages = lock["packages"], problem = None)

def _is_lock(lock):
    """Whether repositories can be declared for all that it has; what else is wrong with it, the program tells."""
    if type(lock) != "dict" or lock.get("lockVersion") != 1 or type(lock.get("packages")) != "list":
        return False
    return all([_is_package(package) for package in lock["packages"]])

def _is_package(package):
    if type(package) != "dict" or type(package.get("files")) != "dict":
        return False
    texts = [package.get("name"), package.get("version")]
    if not all([type(text) == "string" and _has_only(text, "-_.!+") for text in texts]):
        return False
    for architecture, file in package["files"].items():
        if not architecture.isalnum():
            return False
        if type(file) != "dict" or type(file.get("size")) != "int":
            return False
        texts += [file.get("file"), file.get("sha256")]
    return all([type(text) == "string" and text for text in texts])

def _has_only(text, others):
    """Whether a text has letters and digits, and nothing else but these: names of repositories and folders."""
    return all([character.isalnum() or character in others for character in text.elems()])

def unusable_lock(message, lock_target):
    """Says that a lock cannot be used.

    Args:
      message: what cannot be done, and why.
      lock_target: what makes the file.

    Returns:
      A struct as of `decode_pip_lock`.
    """
    return struct(packages = [], problem = mistake(
        message,
        accepted = "a lock file that was made for the attributes and the files of pip.install as they are",
        fix = "bazel run " + lock_target,
    ))

def wheel_repositories(install, packages):
    """Names the repositories of the wheels of a lock.

    Args:
      install: name of the pip.install tag.
      packages: list of dicts of the lock.

    Returns:
      A dict of name to struct of `package` (dict), `file` (dict: the entry of the lock) and `architectures` (those that
      it is for).
    """
    found = {}
    for package in packages:
        for architecture, file in sorted(package["files"].items()):
            repository = wheel_repository(install, package, architecture)
            wheel = struct(architectures = [], file = file, package = package)
            found.setdefault(repository, wheel).architectures.append(architecture)
    return found

def wheel_repository(install, package, architecture):
    """Names the repository of one wheel: the same for all architectures that have the same file.

    Args:
      install: name of the pip.install tag.
      package: dict of the lock.
      architecture: architecture, a GOARCH name.

    Returns:
      A string.
    """
    files = package["files"]
    alike = [each for each in sorted(files) if each == architecture or _is_one_file(files[each], files[architecture])]
    suffix = "" if alike == WHEEL_ARCHITECTURES else "_" + alike[0]
    return "{}__{}{}".format(install, package["name"].replace("-", "_"), suffix)

def _is_one_file(left, right):
    """Whether two entries of a lock are the same file; several hashes are those of files for several architectures."""
    return left == right and len(left.get("hashes", [""])) == 1

def group_members(packages, architecture, names):
    """Finds the packages of a group: those that it names, and all that they need.

    Args:
      packages: list of dicts of the lock.
      architecture: architecture, a GOARCH name.
      names: list of strings: requirements, of which only the names count.

    Returns:
      Sorted list of names.
    """
    return closure(packages_for(packages, architecture), [requirement_name(each) for each in names])

def missing_members(packages, names):
    """Finds what a group names and no architecture has.

    Args:
      packages: list of dicts of the lock.
      names: list of strings: requirements.

    Returns:
      A list of names.
    """
    known = {package["name"]: None for package in packages}
    return [name for name in [requirement_name(each) for each in names] if name not in known]

def requirement_name(requirement):
    """Finds the name in a requirement.

    Args:
      requirement: a string such as "uvicorn[standard]>=0.30 ; python_version > '3.8'".

    Returns:
      The normalised name.
    """
    name = ""
    for character in requirement.strip().elems():
        if not character.isalnum() and character not in "-_.":
            break
        name += character
    return normalized_name(name)

def is_foreign_lock(path):
    """Tells whether another tool makes a lock file.

    Args:
      path: how people call the file.

    Returns:
      True for requirements files and pylock.toml.
    """
    return path.endswith((".toml", ".txt", ".in"))
