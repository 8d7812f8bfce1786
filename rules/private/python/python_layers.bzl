"""The rule python_layers."""

load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "mistake")
load("//rules/private/image:image_source.bzl", "image_of")
load("//rules/private/layer:extension_modules_info.bzl", "ExtensionModulesInfo")
load("//rules/private/layer:layer_inputs.bzl", "join_layers")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "target_platform")
load("//rules/private/platform:platform_transition.bzl", "ALLOWLIST")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python_code:actions/layer_commands.bzl", "COMPILER_ATTRS")
load("//rules/private/python_code:cuda_packages.bzl", "cuda_runtimes", "package_mistakes")
load("//rules/private/python_code:python_interpreter_info.bzl", "PythonInterpreterInfo")
load("//rules/private/runtime:runtime_set_info.bzl", "RuntimeSetInfo")
load(":actions/base_packages.bzl", "read_base_packages")
load(":actions/python_actions.bzl", "write_venv_layer", "write_wheel_layers")
load(":cuda_wheels.bzl", "wheel_library_directories")
load(":python_environment_info.bzl", "PythonEnvironmentInfo")
load(":python_versions.bzl", "python_minor")
load(":python_wheel_layers.bzl", "python_wheel_layers", "with_settings")
load(":python_wheel_layers_info.bzl", "PythonWheelLayersInfo")
load(":python_wheels_info.bzl", "PythonWheelsInfo")
load(":wheel_sizes.bzl", "big_threshold", "is_big", "sum_of")

visibility(["//rules/..."])

_RULE = "python_layers"

def _python_layers_impl(ctx):
    platform = target_platform(ctx)
    prefix = ctx.attr.prefix.strip("/")
    wheels = depset(transitive = [target[PythonWheelsInfo].wheels for target in ctx.attr.wheels])
    fail_on(_mistakes(ctx, platform) + package_mistakes(wheels.to_list()), _RULE, ctx.label)
    interpreter = ctx.attr.interpreter[PythonInterpreterInfo]
    settings = struct(bytecode = ctx.attr.bytecode, compress = ctx.attr.compress, prefix = prefix)
    base = image_of(ctx.attr.base) if ctx.attr.base else None
    base_packages = read_base_packages(ctx, _RULE, base, platform) if base else None
    layers = join_layers(_layers_of(ctx, wheels.to_list(), interpreter, settings, base_packages) + [write_venv_layer(
        ctx,
        _RULE,
        architecture = platform.architecture,
        base_packages = base_packages,
        interpreter = interpreter,
        name = ctx.label.name + ".venv_layer",
        script = ctx.attr.script,
        settings = settings,
        system_site_packages = ctx.attr.system_site_packages,
        wheels = depset([wheel.file for wheel in wheels.to_list()]),
    )])
    everything = join_layers(([interpreter.layers] if interpreter.layers else []) + [layers])
    environment = PythonEnvironmentInfo(
        bytecode = ctx.attr.bytecode,
        compress = ctx.attr.compress,
        interpreter = interpreter,
        interpreter_layers = interpreter.layers,
        layers = layers,
        prefix = prefix,
        wheels = wheels,
    )
    runtimes = cuda_runtimes(wheels.to_list(), wheel_library_directories(environment))
    return [
        DefaultInfo(files = everything.blobs, runfiles = ctx.runfiles(transitive_files = everything.blobs)),
        OutputGroupInfo(label = depset([_label(ctx, wheels.to_list(), settings)]), layers = everything.layer_sets),
        ExtensionModulesInfo(layer_sets = layers.layer_sets),
        PythonWheelsInfo(wheels = wheels),
        environment,
        everything,
    ] + ([RuntimeSetInfo(runtimes = runtimes)] if runtimes else [])

def _mistakes(ctx, platform):
    fix = "in " + build_file(ctx.label)
    return ([] if _is_prefix(ctx.attr.prefix) else [mistake(
        'Cannot install wheels at "{}"'.format(ctx.attr.prefix),
        accepted = 'a directory below the root of the image, of letters, digits and any of _.+-@, such as "/app/.venv"',
        fix = 'set prefix = "/app/.venv" ' + fix,
    )]) + ([] if platform.architecture else [mistake(
        "Cannot tell for which architecture the wheels are: the target platform has no CPU that rt knows",
        accepted = "a platform with a value of @platforms//cpu, such as @rt//platforms:linux_amd64",
        fix = "build for such a platform: with --platforms, platform_transition_filegroup, or platform of python_image",
    )])

def _is_prefix(prefix):
    """Whether scripts can name a Python in it, and PATH can have its programs."""
    parts = prefix.strip("/").split("/")
    return len(prefix) <= _MAX_PREFIX and all([
        part not in ["", ".", ".."] and
        not part.startswith(".wh.") and
        all([character.isalnum() or character in "_.+-@" for character in part.elems()])
        for part in parts
    ])

# Linux reads so much of the first line of a script, which names a Python in it.
_MAX_PREFIX = 200

def _label(ctx, wheels, settings):
    """The label by which a base says which packages it has, for `labels` of an image."""
    minor = python_minor(ctx.attr.interpreter[PythonInterpreterInfo].version)
    directory = "/{}/lib/python{}/site-packages".format(settings.prefix, minor)
    packages = sorted(["{}=={}".format(wheel.distribution, wheel.version) for wheel in wheels])
    output = ctx.actions.declare_file(ctx.label.name + ".label")
    ctx.actions.write(output, "rt.python.packages={}\n".format(json.encode({directory: packages})))
    return output

def _layers_of(ctx, wheels, interpreter, settings, base_packages):
    """On a base that may have wheels, what is left is known only when its label is read: no image shares that."""
    if not base_packages:
        return _wheel_layers(ctx, wheels, interpreter, settings)
    return [write_wheel_layers(
        ctx,
        _RULE,
        base_packages = base_packages,
        interpreter = interpreter,
        kept = ctx.attr.script,
        name = ctx.label.name + ".wheels",
        settings = settings,
        wheels = sorted([wheel.file for wheel in wheels], key = _path),
    )]

def _wheel_layers(ctx, wheels, interpreter, settings):
    """Layers of big wheels, by name, then those of all others: as the targets have them, where these are disjoint."""
    known = {}
    rests = []
    for target in ctx.attr.wheels:
        info = target[PythonWheelLayersInfo]
        known.update(info.big)
        if info.rest:
            rests.append(info.rest)
    threshold = big_threshold(wheels)
    big = sorted([wheel for wheel in wheels if is_big(wheel, threshold) and wheel.file in known], key = _name)
    alone = {wheel.file: None for wheel in big}
    rest = [wheel.file for wheel in wheels if wheel.file not in alone]
    return [known[wheel.file] for wheel in big] + _rest_layers(ctx, rest, rests, interpreter, settings)

def _name(wheel):
    return wheel.distribution

def _rest_layers(ctx, files, rests, interpreter, settings):
    """Sets of wheels have a layer each, which other images share; wheels that are listed alone have one together."""
    sets = [rest for rest in rests if len(rest.files) > 1]
    listed = {file: None for rest in sets for file in rest.files}
    wanted = {file: None for file in files}
    are_apart = len(listed) == sum_of([len(rest.files) for rest in sets]) and all([file in wanted for file in listed])
    if not are_apart or len(sets) > _MAX_SETS:
        sets, listed = [], {}
    others = sorted([file for file in files if file not in listed], key = _path)
    return [rest.layers for rest in sets] + ([write_wheel_layers(
        ctx,
        _RULE,
        interpreter = interpreter,
        name = ctx.label.name + ".wheels",
        settings = settings,
        wheels = others,
    )] if others else [])

# More sets than this are installed together, so that an image never has too many layers.
_MAX_SETS = 4

def _path(file):
    return file.short_path

python_layers = rule(
    implementation = _python_layers_impl,
    doc = """\
Makes layers with an interpreter and wheels, installed in a virtual environment.

```python
python_layers(
    name = "python",
    interpreter = "@python_3_11",
    wheels = ["@deps"],
)

oci_image(
    name = "image",
    entrypoint = ["/app/.venv/bin/python", "-m", "server"],
    tars = [":python", ":code"],
)
```

The layers are, bottom first: the interpreter, if it has layers; each big wheel, with its big files in separate
layers; all other wheels together; and the environment itself. The layers of a wheel depend only on the wheel,
`prefix`, the Python version and the compression, so all images share them. `python_image` makes a whole image.

If the wheels contain CUDA, an image that has such layers in `tars` gets CUDA's environment and labels, and its
extension modules are checked, as in `python_image`.
""",
    attrs = ALLOWLIST | COMPILER_ATTRS | PLATFORM_ATTRS | TOOL_ATTRS | {
        "base": attr.label(
            allow_files = True,
            doc = """\
The base image, if its packages are to be used: those in its label `rt.python.packages` are not installed again. If
`wheels` has another version of one, that is installed and found first, and the build reports it.
""",
        ),
        "bytecode": attr.bool(
            default = True,
            doc = """\
Whether to compile Python files with the interpreter's `runner`, so that programs start faster. Without a runner,
nothing is compiled.
""",
        ),
        "compress": attr.string(
            default = "zstd",
            doc = "Compression of the layers.",
            values = ["", "gzip", "zstd"],
        ),
        "interpreter": attr.label(
            doc = "The image's Python: a `python.interpreter` or a `python_interpreter`.",
            mandatory = True,
            providers = [PythonInterpreterInfo],
        ),
        "prefix": attr.string(
            default = "/app/.venv",
            doc = "The directory of the virtual environment.",
        ),
        "script": attr.string(
            doc = "A program that one of the wheels must provide, such as `uvicorn`.",
        ),
        "system_site_packages": attr.bool(
            doc = "Whether the interpreter's own packages, those of a base, can be imported too, after those of " +
                  "`wheels`.",
        ),
        "wheels": attr.label_list(
            aspects = [python_wheel_layers],
            cfg = with_settings,
            doc = "The wheels: `@deps` of `pip.install`, some of its targets, or `python_wheel` targets of your own.",
            providers = [PythonWheelsInfo],
        ),
    },
    provides = [LayerSetInfo, PythonEnvironmentInfo],
    toolchains = TOOL_TOOLCHAINS,
)
