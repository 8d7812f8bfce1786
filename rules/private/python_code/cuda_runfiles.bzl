"""CUDA in the runfiles of a py_binary: packages of NVIDIA as `pip.parse` of rules_python unpacks them."""

load("//rules/private/arguments:argument_lines.bzl", "runfiles_key")
load("//rules/private/runtime:runtime_places.bzl", "library_directories")
load(":cuda_packages.bzl", "NVIDIA")
load(":py_binary_info.bzl", "PyBinaryInfo")
load(":wheel_names.bzl", "normalized_name")

visibility(["//rules/private/..."])

# What says of which distribution a package is: a directory `NAME-VERSION.dist-info` beside it.
_DIST_INFO = ".dist-info/"

# The package that all of NVIDIA's wheels add to, and where each part has its libraries.
_PACKAGE = "nvidia/"
_LIBRARIES = "/lib"

def cuda_in_runfiles(binary, root):
    """Finds what the runfiles of a program have of NVIDIA's packages.

    Args:
      binary: Target, or None.
      root: directory of the runfiles in the image, without a leading slash.

    Returns:
      A struct of packages (list of structs of distribution and version) and library_dirs (list of absolute paths in
      the image); both are empty where it is no py_binary.
    """
    if not binary or PyBinaryInfo not in binary:
        return struct(library_dirs = [], packages = [])
    keys = [runfiles_key(file) for file in binary[DefaultInfo].default_runfiles.files.to_list()]
    found = [
        _package(key.partition(_DIST_INFO)[0])
        for key in keys
        if _DIST_INFO in key and NVIDIA in normalized_name(key.partition(_DIST_INFO)[0].rpartition("/")[2])
    ]
    packages = {(each.distribution, each.version): each for each in found}
    return struct(
        library_dirs = ["/{}/{}".format(root, directory) for directory in _directories(keys, found)],
        packages = [struct(distribution = name, version = version) for name, version in packages],
    )

def _package(path):
    """Reads the path of a `.dist-info`, without that ending."""
    site, slash, name = path.rpartition("/")
    distribution, _, version = name.partition("-")
    return struct(distribution = normalized_name(distribution), place = site + slash + _PACKAGE, version = version)

def _directories(keys, packages):
    places = tuple({package.place: None for package in packages}.keys())
    inside = [key for key in sorted(keys) if key.startswith(places)] if places else []
    return [directory for directory in library_directories(inside) if directory.endswith(_LIBRARIES)]
