"""The rule runtime."""

load("//rules/private/attributes:mistakes.bzl", "fail_on", "mistake")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "target_platform")
load(":runtime_info.bzl", "RuntimeInfo")
load(":runtime_packages_info.bzl", "RuntimePackagesInfo")
load(":runtime_places.bzl", "RUNTIMES", "RUNTIMES_DIRECTORY", "library_directories", "runtime_runfiles")
load(":runtime_set_info.bzl", "RuntimeSetInfo")
load(":runtime_words.bzl", "runtime_labels", "versioned_environment")

visibility(["//rules/..."])

_RULE = "runtime"

def _runtime_impl(ctx):
    name = ctx.attr.runtime or ctx.label.name
    packages = ctx.attr.packages[RuntimePackagesInfo]
    fail_on(_mistakes(ctx, name, packages), _RULE, ctx.label)
    root = "/{}/{}/".format(RUNTIMES_DIRECTORY, name)
    files = [
        struct(file = each.file, path = root + each.path)
        for package in packages.packages
        for each in package.files
    ]
    info = RuntimeInfo(
        components = packages.components,
        env = _environment(ctx.attr.env, packages.version, files),
        files = files,
        host_libraries = ctx.attr.host_libraries,
        labels = runtime_labels(
            name,
            packages.version,
            [(each.package, each.version) for each in packages.packages],
        ),
        layers = packages.layers,
        library_dirs = library_directories([each.path for each in files]),
        name = name,
        version = packages.version,
    )
    return [
        DefaultInfo(runfiles = runtime_runfiles(ctx, [info])),
        OutputGroupInfo(layers = packages.layers.blobs),
        RuntimeSetInfo(runtimes = [info]),
        info,
    ]

def _mistakes(ctx, name, packages):
    if packages.missing:
        return [mistake(
            'Cannot use the runtime "{}": {}'.format(name, packages.missing),
            accepted = "a lock file with packages, made with runtime_lock",
            fix = 'in MODULE.bazel write runtimes.{0}(locks = ["//:{0}.lock.json"]), or {1}'.format(
                name,
                _leave_out(name),
            ),
        )]
    platform = target_platform(ctx)
    text = "{}/{}".format(platform.os or "unknown", platform.architecture or "unknown")
    if not packages.platforms or text in packages.platforms:
        return []
    return [mistake(
        'Cannot use the runtime "{}" {} for {}: it does not exist there'.format(name, packages.version, text),
        accepted = ", ".join(packages.platforms),
        fix = "{}, or build for @rt//platforms:{}".format(
            _leave_out(name),
            packages.platforms[0].replace("/", "_"),
        ),
    )]

def _leave_out(name):
    return "build with --@rt//runtimes:{}=false".format(name) if name in RUNTIMES else "leave it out"

def _environment(env, version, files):
    filled = versioned_environment(env, version)
    return {name: value for name, value in filled.items() if _is_there(value, files)}

def _is_there(value, files):
    """A value that names a place of a runtime counts only when something is there: a component may be left out."""
    if not value.startswith("/" + RUNTIMES_DIRECTORY):
        return True
    return any([each.path == value or each.path.startswith(value + "/") for each in files])

runtime = rule(
    implementation = _runtime_impl,
    doc = """\
Makes an accelerator runtime from packages. In `runtimes` of an image it becomes separate layers, with the environment
that it needs and labels that describe it; in `data` of a program its files become runfiles, at
`rt_runtimes/<name>/lib/...`.
""",
    attrs = PLATFORM_ATTRS | {
        "env": attr.string_dict(
            doc = "Environment of the container. `{version}` and `{major}` stand for the version of the packages. " +
                  "A path below `/opt/rt` is left out if nothing is there.",
        ),
        "host_libraries": attr.string_list(
            doc = "Names of libraries that the host provides in the container; `*` matches anything.",
        ),
        "packages": attr.label(
            doc = "The packages, a `runtime_packages` target.",
            mandatory = True,
            providers = [RuntimePackagesInfo],
        ),
        "runtime": attr.string(
            doc = "Name of the runtime, if it differs from the target's.",
        ),
    },
    provides = [RuntimeInfo, RuntimeSetInfo],
)
