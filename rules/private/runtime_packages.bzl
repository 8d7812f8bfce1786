"""The rule runtime_packages."""

load("//rules/private:layer_inputs.bzl", "join_layers")
load("//rules/private/providers:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/providers:runtime_package_info.bzl", "RuntimePackageInfo")
load("//rules/private/providers:runtime_packages_info.bzl", "RuntimePackagesInfo")

def _runtime_packages_impl(ctx):
    layers = join_layers([target[LayerSetInfo] for target in ctx.attr.packages])
    return [
        DefaultInfo(files = layers.blobs),
        RuntimePackagesInfo(
            components = ctx.attr.components,
            layers = layers,
            missing = ctx.attr.missing,
            packages = [target[RuntimePackageInfo] for target in ctx.attr.packages],
            platforms = ctx.attr.platforms,
            version = ctx.attr.version,
        ),
    ]

runtime_packages = rule(
    implementation = _runtime_packages_impl,
    doc = """\
Puts the packages of one version of an accelerator runtime together. The module extension `runtimes` makes
one of a lock file.
""",
    attrs = {
        "components": attr.string_dict(
            doc = "File name of each library of the version, chosen or not, to the component that has it.",
        ),
        "missing": attr.string(
            doc = "Why there are no packages at all and what to do about it; an image with the runtime is an error then.",
        ),
        "packages": attr.label_list(
            doc = "The packages for the target platform, bottom layers first: a select() where they differ.",
            providers = [LayerSetInfo, RuntimePackageInfo],
        ),
        "platforms": attr.string_list(
            doc = "The platforms that there are packages for, such as `linux/amd64`. None for a set that fits all.",
        ),
        "version": attr.string(
            doc = "Version of the set.",
            mandatory = True,
        ),
    },
    provides = [RuntimePackagesInfo],
)
