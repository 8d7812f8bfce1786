"""The rule behind the macro bento: the directory that `bentoml build` makes."""

load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "mistake")
load("//rules/private/image:image_info.bzl", "ImageInfo")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "target_platform")
load("//rules/private/platform:platform_transition.bzl", "ALLOWLIST", "to_given_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python:actions/site_packages.bzl", "site_packages")
load("//rules/private/python:python_environment_info.bzl", "PythonEnvironmentInfo")
load("//rules/private/python:python_wheels_info.bzl", "PythonWheelsInfo")
load("//rules/private/python_code:actions/layer_commands.bzl", "COMPILER_ATTRS")
load("//rules/private/python_code:python_interpreter_info.bzl", "PythonInterpreterInfo")
load("//rules/private/python_code:runner_mistakes.bzl", "runner_mistakes")
load("//rules/private/runtime:runtime_set.bzl", "layered_runtimes", "runtimes_of")
load(":actions/make_bento.bzl", "MAKER_ATTRS", "make_bento")
load(":actions/plan_bento.bzl", "plan_bento")
load(":actions/unpack_bento.bzl", "unpack_bento")
load(":bento_info.bzl", "BentoInfo")
load(":bento_model_info.bzl", "BentoModelInfo")
load(":debian_names.bzl", "DebianNamesInfo", "debian_names")
load(":model_entries.bzl", "model_files")

visibility(["//rules/..."])

_RULE = "bento"
_WORD = "abcdefghijklmnopqrstuvwxyz0123456789"

def _version_mistakes(_, version):
    is_valid = (
        len(version) <= 63 and version[0] in _WORD and version[-1] in _WORD and version != "latest" and
        all([letter in _WORD + "-_." for letter in version.elems()])
    )
    return [] if is_valid else [mistake(
        'Cannot use "{}" as the version of a Bento'.format(version),
        accepted = "at most 63 of a-z, 0-9, -, _ and ., with a letter or digit at either end, and not latest",
        fix = "leave it out: then it is derived from the content",
    )]

BENTO_TABLE = {
    "environment": row(
        attr.label,
        doc = "Set by the macro: interpreter and wheels, a `python_layers` target.",
        mandatory = True,
        providers = [PythonEnvironmentInfo],
    ),
    "bentofile": row(
        attr.label,
        doc = "The `bentofile.yaml`, or a `pyproject.toml` with `[tool.bentoml.build]`. Its directory is the build " +
              "context: paths in it begin there.",
        allow_single_file = [".yaml", ".yml", ".toml"],
    ),
    "srcs": row(
        attr.label_list,
        doc = "The sources, from which `include` and `exclude` of the bentofile select.",
        allow_files = True,
    ),
    "models": row(
        attr.label_list,
        doc = "The models of the Bento, `bento_model` targets.",
        providers = [BentoModelInfo],
    ),
    "src": row(
        attr.label,
        doc = "Instead of `bentofile` and `srcs`: a Bento made by `bentoml build`, as an export (`.bento`) or a " +
              "directory of the store.",
        allow_files = True,
    ),
    "version": row(
        attr.string,
        doc = "Version of the Bento. By default it is derived from the content, in BentoML's format.",
        check = _version_mistakes,
    ),
    "created": row(
        attr.label,
        doc = """A file with the time of creation (RFC 3339), for bento.yaml and the image. Without it the epoch, so
that the digest depends on the contents only.""",
        allow_single_file = True,
    ),
}

def _bento_impl(ctx):
    fail_on(_mistakes(ctx), _RULE, ctx.label)
    name = ctx.label.name
    models = [target[BentoModelInfo] for target in ctx.attr.models]
    outputs = struct(
        directory = ctx.actions.declare_directory(name),
        env = ctx.actions.declare_file(name + ".env"),
        labels = ctx.actions.declare_file(name + ".labels"),
        pointers = ctx.actions.declare_directory(name + ".pointers"),
        tag = ctx.actions.declare_file(name + ".tag"),
    )
    exported = ctx.actions.declare_directory(name + ".models") if ctx.attr.src else None
    site = _site(ctx)
    if ctx.attr.src:
        unpack_bento(ctx, _RULE, models = models, models_out = exported, outputs = outputs, src = ctx.attr.src)
    else:
        _make(ctx, models, outputs, site)
    bento = BentoInfo(
        directory = outputs.directory,
        env = outputs.env,
        exported_models = exported,
        labels = outputs.labels,
        models = models,
        pointers = outputs.pointers,
        runner = ctx.attr.environment[PythonEnvironmentInfo].interpreter.runner,
        site = site,
        tag = outputs.tag,
    )
    files = [outputs.directory, outputs.pointers, outputs.tag] + ([exported] if exported else [])
    return [
        DefaultInfo(
            files = depset([outputs.directory]),
            runfiles = ctx.runfiles(files, transitive_files = model_files(models)),
        ),
        OutputGroupInfo(labels = depset([outputs.labels]), tag = depset([outputs.tag])),
        bento,
    ]

def _site(ctx):
    environment = ctx.attr.environment[PythonEnvironmentInfo]
    wheels = depset(transitive = [target[PythonWheelsInfo].wheels for target in ctx.attr.wheels])
    return site_packages(
        ctx,
        _RULE,
        struct(interpreter = environment.interpreter, prefix = environment.prefix, wheels = wheels),
        ctx.label.name + ".site",
        bytecode = True,
    )

def _make(ctx, models, outputs, site):
    environment = ctx.attr.environment[PythonEnvironmentInfo]
    sources = depset(ctx.files.bentofile, transitive = [target[DefaultInfo].files for target in ctx.attr.srcs])
    place = _context_place(ctx.file.bentofile)
    plan = plan_bento(
        ctx,
        _RULE,
        architecture = target_platform(ctx).architecture,
        bentofile = ctx.file.bentofile,
        cuda = _cuda_version(ctx),
        debs = depset(transitive = [
            target[DebianNamesInfo].debs
            for target in [ctx.attr.interpreter] + ctx.attr.below
            if DebianNamesInfo in target
        ]),
        environment = environment,
        has_base = ctx.attr.has_base,
        base_reference = _base_reference(ctx),
        models = models,
        place = place,
        sources = sources,
    )
    make_bento(
        ctx,
        _RULE,
        created = ctx.file.created,
        environment = environment,
        models = models,
        outputs = outputs,
        place = place,
        plan = plan,
        site = site,
        sources = sources,
        version = ctx.attr.version,
    )

def _context_place(bentofile):
    """Paths in the build context, which is the directory of the bentofile."""
    context = bentofile.short_path.rpartition("/")[0]
    return lambda file: file.short_path.removeprefix(context + "/") if context else file.short_path

def _base_reference(ctx):
    """The base is the first of what is below."""
    base = ctx.attr.below[0] if ctx.attr.has_base else None
    return getattr(base[ImageInfo], "reference", None) if base and ImageInfo in base else None

def _cuda_version(ctx):
    runtimes = runtimes_of(ctx.attr.below, own = layered_runtimes([ctx.attr.environment]))
    return ([runtime.version for runtime in runtimes if runtime.name == "cuda"] + [""])[0]

def _mistakes(ctx):
    return table_mistakes(BENTO_TABLE, ctx.attr) + _source_mistakes(ctx) + _python_mistakes(ctx)

def _source_mistakes(ctx):
    fix = "correct it in " + build_file(ctx.label)
    if bool(ctx.attr.src) == bool(ctx.attr.bentofile):
        return [mistake(
            "Cannot tell what to make the Bento from: {} are given".format(
                "both bentofile and src" if ctx.attr.src else "neither bentofile nor src",
            ),
            accepted = "bentofile with srcs, or src, a Bento that bentoml build made",
            fix = fix,
        )]
    given = [name for name in ["srcs", "version", "created"] if ctx.attr.src and getattr(ctx.attr, name)]
    return [mistake(
        "Cannot set {} of an existing Bento".format(", ".join(given)),
        accepted = "src and models",
        fix = fix,
    )] if given else []

def _python_mistakes(ctx):
    interpreter = ctx.attr.environment[PythonEnvironmentInfo].interpreter
    if ctx.attr.src:
        return []
    wheels = [wheel.distribution for target in ctx.attr.wheels for wheel in target[PythonWheelsInfo].wheels.to_list()]
    return runner_mistakes(
        "Cannot make a Bento with Python {}",
        ctx.attr.interpreter,
        interpreter.runner,
    ) + ([] if "bentoml" in wheels else [mistake(
        "Cannot make a Bento without BentoML: it is not among the wheels",
        accepted = "wheels of pip.install(bentofile = ...), or others that have bentoml",
        fix = 'add "bentoml" to packages of pip.install, and lock again',
    )])

bento_rule = rule(
    implementation = _bento_impl,
    doc = "Makes the directory of a Bento; the macro `bento` says how.",
    attrs = ALLOWLIST | COMPILER_ATTRS | MAKER_ATTRS | PLATFORM_ATTRS | TOOL_ATTRS | attributes_of(BENTO_TABLE) | {
        "below": attr.label_list(
            allow_files = True,
            aspects = [debian_names],
            doc = "Set by the macro: base, layers and runtimes of the image.",
        ),
        "has_base": attr.bool(
            doc = "Set by the macro: whether the image has a base.",
        ),
        "interpreter": attr.label(
            aspects = [debian_names],
            doc = "Set by the macro: the Python of the image.",
            mandatory = True,
            providers = [PythonInterpreterInfo],
        ),
        "target_platform": attr.label(
            doc = "Set by the macro: the platform to build for, or nothing.",
        ),
        "wheels": attr.label_list(
            cfg = "exec",
            doc = "Set by the macro: the wheels, for the machine that runs actions.",
            providers = [PythonWheelsInfo],
        ),
    },
    cfg = to_given_platform,
    provides = [BentoInfo],
    toolchains = TOOL_TOOLCHAINS,
)
