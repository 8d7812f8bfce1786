"""The rule runtime_packages."""

load("//rules/private/layer:actions/pack_files.bzl", "pack_files")
load("//rules/private/layer:layer_inputs.bzl", "join_layers")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":runtime_package_info.bzl", "RuntimePackageInfo")
load(":runtime_packages_info.bzl", "RuntimePackagesInfo")
load(":runtime_places.bzl", "runtime_files")

_RULE = "runtime_packages"

def _runtime_packages_impl(ctx):
    packages = [target[RuntimePackageInfo] for target in ctx.attr.packages]
    layers = join_layers([target[LayerSetInfo] for target in ctx.attr.packages] + _small_packages(ctx, packages))
    return [
        DefaultInfo(files = layers.blobs),
        RuntimePackagesInfo(
            components = ctx.attr.components,
            layers = layers,
            missing = ctx.attr.missing,
            packages = packages,
            platforms = ctx.attr.platforms,
            version = ctx.attr.version,
        ),
    ]

def _small_packages(ctx, packages):
    """One layer of all that is too small for layers of its own; at the top, because it changes most."""
    loose = [each for package in packages for each in package.loose]
    if not loose:
        return []
    return [pack_files(
        ctx,
        _RULE,
        files = runtime_files(ctx.attr.runtime, sorted(loose, key = _path)),
        name = ctx.label.name + ".small",
    )]

def _path(each):
    return each.path

runtime_packages = rule(
    implementation = _runtime_packages_impl,
    doc = """\
Combines the packages of one version of an accelerator runtime. The module extension `runtimes` makes one from a lock
file.
""",
    attrs = TOOL_ATTRS | {
        "components": attr.string_dict(
            doc = "Maps the file name of each library of the version, included or not, to its component.",
        ),
        "missing": attr.string(
            doc = "Why there are no packages at all and what to do about it; an image with the runtime is an error " +
                  "then.",
        ),
        "packages": attr.label_list(
            doc = "The packages for the target platform, bottom layers first: a select() if they differ.",
            providers = [LayerSetInfo, RuntimePackageInfo],
        ),
        "platforms": attr.string_list(
            doc = "The platforms that the set has packages for, such as `linux/amd64`. Empty for a set that fits all.",
        ),
        "runtime": attr.string(
            doc = "Name of the runtime, needed if some packages have no layers of their own.",
        ),
        "version": attr.string(
            doc = "Version of the set.",
            mandatory = True,
        ),
    },
    provides = [RuntimePackagesInfo],
    toolchains = TOOL_TOOLCHAINS,
)
