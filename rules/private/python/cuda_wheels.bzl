"""CUDA in wheels: those of NVIDIA are the CUDA runtime of an image that has them."""

load("//rules/private/attributes:mistakes.bzl", "label_text", "mistake")
load("//rules/private/layer:layer_inputs.bzl", "join_layers")
load("//rules/private/runtime:cuda_host.bzl", "CUDA_ENV", "CUDA_HOST_LIBRARIES")
load("//rules/private/runtime:runtime_info.bzl", "RuntimeInfo")
load("//rules/private/runtime:runtime_set.bzl", "runtimes_of")
load("//rules/private/runtime:runtime_words.bzl", "runtime_labels", "versioned_environment")
load(":python_versions.bzl", "python_minor")

visibility(["//rules/private/..."])

_RUNTIME = "cuda"
_PUBLISHER = "nvidia-"

# Wheels of the toolkit itself; their version is that of CUDA.
_TOOLKIT = _PUBLISHER + "cuda-"
_CUDART = _TOOLKIT + "runtime"

# What names of wheels for one major version end with: `-cu12`.
_SUFFIX = "-cu"

# From this major version on, the wheels of the toolkit share one directory.
_FIRST_SHARED = 13

def cuda_runtimes(environment):
    """Finds out what the wheels of an image have of CUDA.

    Args:
      environment: PythonEnvironmentInfo.

    Returns:
      A list of one RuntimeInfo without layers, as these are those of the wheels; empty where no wheel has CUDA.
    """
    wheels = _nvidia_wheels(environment.wheels)
    version = _version(wheels)
    if not version:
        return []
    return [RuntimeInfo(
        components = {},
        env = versioned_environment(CUDA_ENV, version),
        files = [],
        host_libraries = CUDA_HOST_LIBRARIES,
        labels = runtime_labels(_RUNTIME, version, [(wheel.distribution, wheel.version) for wheel in wheels]),
        layers = join_layers([]),
        library_dirs = _library_directories(wheels, environment),
        name = _RUNTIME,
        version = version,
    )]

def wheel_mistakes(wheels):
    """Checks that all of CUDA in an environment is of one major version.

    Args:
      wheels: depset of struct, as PythonWheelsInfo has them.

    Returns:
      A list of structs for `fail_on`.
    """
    first = _first(wheels)
    return [
        _mistake(first, "{} from the wheel {}".format(_major(wheel), _text(wheel)), _EXCLUDE)
        for wheel in _nvidia_wheels(wheels)
        if _major(wheel) and _major(wheel) != _major(first)
    ]

def _first(wheels):
    """The wheel that says which CUDA it is; None where there is none."""
    wheels = [wheel for wheel in _nvidia_wheels(wheels) if _major(wheel)]
    found = [wheel for wheel in wheels if wheel.distribution.startswith(_CUDART)] or wheels
    return found[0] if found else None

def cuda_mistakes(environment, targets):
    """Checks that what other targets have of CUDA is of the major version of the wheels.

    Args:
      environment: PythonEnvironmentInfo.
      targets: list of Target that may have runtimes: the base of the image, its `tars` and its `runtimes`.

    Returns:
      A list of structs for `fail_on`.
    """
    first = _first(environment.wheels)
    if not first:
        return []
    return [
        _mistake(first, "{} from {}".format(runtime.version, label_text(target.label)), _CHOOSE.format(_major(first)))
        for target in targets
        for runtime in runtimes_of([target])
        if runtime.name == _RUNTIME and runtime.version.partition(".")[0] != _major(first)
    ]

_EXCLUDE = "leave one of the two out: exclude of pip.install, or wheels for the same version"
_CHOOSE = "build with --@rt//runtimes:cuda=false, or choose a version {} of it: runtimes.cuda(version = ...) in " + \
          "MODULE.bazel"

def _mistake(first, other, fix):
    return mistake(
        "Cannot put two versions of cuda into one image: {} from the wheel {} and {}".format(
            _major(first),
            _text(first),
            other,
        ),
        accepted = "one major version of CUDA",
        fix = fix,
    )

def _text(wheel):
    return "{} {}".format(wheel.distribution, wheel.version)

def _nvidia_wheels(wheels):
    return sorted(
        [wheel for wheel in wheels.to_list() if wheel.distribution.startswith(_PUBLISHER)],
        key = _distribution,
    )

def _distribution(wheel):
    return wheel.distribution

def _major(wheel):
    """The major version of CUDA that a wheel is part of; empty for wheels that are for any, such as nvidia-ml-py."""
    suffix = wheel.distribution.rpartition(_SUFFIX)[2]
    if _has_suffix(wheel):
        return suffix
    return wheel.version.partition(".")[0] if wheel.distribution.startswith(_TOOLKIT) else ""

def _has_suffix(wheel):
    return wheel.distribution.rpartition(_SUFFIX)[2].isdigit()

def _version(wheels):
    """The version of CUDA as far as wheels say: `12.4` where the toolkit is there, otherwise `12`."""
    toolkit = [wheel for wheel in wheels if wheel.distribution.startswith(_TOOLKIT)]
    cudart = [wheel for wheel in toolkit if wheel.distribution.startswith(_CUDART)]
    for wheel in cudart + toolkit:
        return ".".join(wheel.version.split(".")[:2])
    majors = [_major(wheel) for wheel in wheels if _major(wheel)]
    return majors[0] if majors else ""

def _library_directories(wheels, environment):
    """Where NVIDIA's wheels have their libraries: a directory each, or one of the toolkit."""
    root = "/{}/lib/python{}/site-packages/nvidia/".format(
        environment.prefix,
        python_minor(environment.interpreter.version),
    )
    shared = [
        root + "cu{}/lib".format(_major(wheel))
        for wheel in wheels
        if _major(wheel) and int(_major(wheel)) >= _FIRST_SHARED and not _has_suffix(wheel)
    ]
    alone = [
        root + wheel.distribution.removeprefix(_PUBLISHER).rpartition(_SUFFIX)[0].replace("-", "_") + "/lib"
        for wheel in wheels
        if _has_suffix(wheel)
    ]
    return {directory: None for directory in shared + alone}.keys()
