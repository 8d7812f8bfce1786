"""CUDA in packages of Python: those of NVIDIA are the CUDA runtime of an image that has them."""

load("//rules/private/attributes:mistakes.bzl", "label_text", "mistake")
load("//rules/private/layer:layer_inputs.bzl", "join_layers")
load("//rules/private/runtime:cuda_host.bzl", "CUDA_ENV", "CUDA_HOST_LIBRARIES")
load("//rules/private/runtime:runtime_info.bzl", "RuntimeInfo")
load("//rules/private/runtime:runtime_set.bzl", "runtimes_of")
load("//rules/private/runtime:runtime_words.bzl", "runtime_labels", "versioned_environment")

visibility(["//rules/private/..."])

_RUNTIME = "cuda"

# What names of packages of NVIDIA begin with.
NVIDIA = "nvidia-"

# Wheels of the toolkit itself; their version is that of CUDA.
_TOOLKIT = NVIDIA + "cuda-"
_CUDART = _TOOLKIT + "runtime"

# What names of wheels for one major version end with: `-cu12`.
CUDA_SUFFIX = "-cu"

def cuda_runtimes(packages, library_dirs):
    """Finds out what the packages of an image have of CUDA.

    Args:
      packages: list of structs of distribution and version (strings), such as those of PythonWheelsInfo.
      library_dirs: list of strings: absolute paths in the image of directories with their libraries.

    Returns:
      A list of one RuntimeInfo without layers, as these are those of the packages; empty where none has CUDA.
    """
    found = nvidia_packages(packages)
    version = _version(found)
    if not version:
        return []
    return [RuntimeInfo(
        components = {},
        env = versioned_environment(CUDA_ENV, version),
        files = [],
        host_libraries = CUDA_HOST_LIBRARIES,
        labels = runtime_labels(_RUNTIME, version, [(each.distribution, each.version) for each in found]),
        layers = join_layers([]),
        library_dirs = library_dirs,
        name = _RUNTIME,
        version = version,
    )]

def package_mistakes(packages):
    """Checks that all of CUDA in an environment is of one major version.

    Args:
      packages: list of structs, as for `cuda_runtimes`.

    Returns:
      A list of structs for `fail_on`.
    """
    first = _first(packages)
    return [
        _mistake(first, _of_wheel(package), _EXCLUDE)
        for package in nvidia_packages(packages)
        if cuda_major(package) and cuda_major(package) != cuda_major(first)
    ]

def _first(packages):
    """The package that says which CUDA it is; None where there is none."""
    known = [package for package in nvidia_packages(packages) if cuda_major(package)]
    found = [package for package in known if package.distribution.startswith(_CUDART)] or known
    return found[0] if found else None

def cuda_mistakes(packages, targets):
    """Checks that what other targets have of CUDA is of the major version of the packages.

    Args:
      packages: list of structs, as for `cuda_runtimes`.
      targets: list of Target that may have runtimes: the base of the image, its `tars` and its `runtimes`.

    Returns:
      A list of structs for `fail_on`.
    """
    first = _first(packages)
    if not first:
        return []
    fix = _CHOOSE.format(cuda_major(first))
    return [
        _mistake(first, "{} from {}".format(runtime.version, label_text(target.label)), fix)
        for target in targets
        for runtime in runtimes_of([target])
        if runtime.name == _RUNTIME and runtime.version.partition(".")[0] != cuda_major(first)
    ]

_EXCLUDE = "leave one of the two out: exclude of pip.install, deps of a py_binary, or other versions"
_CHOOSE = "build with --@rt//runtimes:cuda=false, or choose a version {} of it: runtimes.cuda(version = ...) in " + \
          "MODULE.bazel"

def _mistake(first, other, fix):
    return mistake(
        "Cannot put two versions of cuda into one image: {} and {}".format(_of_wheel(first), other),
        accepted = "one major version of CUDA",
        fix = fix,
    )

def _of_wheel(package):
    return "{} from the wheel {} {}".format(cuda_major(package), package.distribution, package.version)

def nvidia_packages(packages):
    """Chooses the packages of NVIDIA.

    Args:
      packages: list of structs, as for `cuda_runtimes`.

    Returns:
      A list of structs, by name.
    """
    return sorted(
        [package for package in packages if package.distribution.startswith(NVIDIA)],
        key = _distribution,
    )

def _distribution(package):
    return package.distribution

def cuda_major(package):
    """Finds the major version of CUDA that a package of NVIDIA is part of.

    Args:
      package: a struct, as for `cuda_runtimes`.

    Returns:
      A string such as `12`; empty for packages that are for any, such as nvidia-ml-py.
    """
    if is_for_one_cuda(package):
        return package.distribution.rpartition(CUDA_SUFFIX)[2]
    return package.version.partition(".")[0] if package.distribution.startswith(_TOOLKIT) else ""

def is_for_one_cuda(package):
    """Tells whether the name of a package says for which major version of CUDA it is.

    Args:
      package: a struct, as for `cuda_runtimes`.

    Returns:
      A bool.
    """
    return package.distribution.rpartition(CUDA_SUFFIX)[2].isdigit()

def _version(packages):
    """The version of CUDA as far as packages say: `12.4` where the toolkit is there, otherwise `12`."""
    toolkit = [package for package in packages if package.distribution.startswith(_TOOLKIT)]
    cudart = [package for package in toolkit if package.distribution.startswith(_CUDART)]
    for package in cudart + toolkit:
        return ".".join(package.version.split(".")[:2])
    majors = [cuda_major(package) for package in packages if cuda_major(package)]
    return majors[0] if majors else ""
