"""The rule runtime_package."""

load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "mistake")
load("//rules/private/layer:actions/pack_files.bzl", "pack_files")
load("//rules/private/layer:layer_inputs.bzl", "join_layers")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":runtime_package_info.bzl", "RuntimePackageInfo")
load(":runtime_places.bzl", "place_mistakes", "runtime_files")

_RULE = "runtime_package"

def _runtime_package_impl(ctx):
    fail_on(_mistakes(ctx), _RULE, ctx.label)
    files = [
        struct(file = target.files.to_list()[0], path = path)
        for target, path in ctx.attr.files.items()
    ]
    groups = _groups(ctx.attr, files)
    loose = [] if ctx.attr.own_layer else groups.pop("", [])
    layers = join_layers([_layer(ctx, part, group) for part, group in groups.items()])
    return [
        DefaultInfo(files = layers.blobs),
        RuntimePackageInfo(files = files, loose = loose, package = ctx.attr.package, version = ctx.attr.version),
        layers,
    ]

def _mistakes(ctx):
    known = ctx.attr.files.values()
    return place_mistakes("files", known) + [
        mistake(
            'Cannot give a layer of its own to "{}": no file goes there'.format(path),
            accepted = ", ".join(sorted(known)),
            fix = "remove it from large in " + build_file(ctx.label),
        )
        for path in ctx.attr.large
        if path not in known
    ]

def _groups(attributes, files):
    """The files of each layer, by the end of the layer's name: large ones first, then all others together."""
    groups = {}
    for each in sorted(files, key = _path):
        large = each.path in attributes.large
        groups.setdefault("." + each.path.replace("/", ".") if large else "", []).append(each)
    return {part: groups[part] for part in sorted(groups, reverse = True)}

def _path(each):
    return each.path

def _layer(ctx, part, files):
    return pack_files(
        ctx,
        _RULE,
        files = runtime_files(ctx.attr.runtime, files),
        name = ctx.label.name + part,
    )

runtime_package = rule(
    implementation = _runtime_package_impl,
    doc = """\
Makes layers of the files that one package contributes to an accelerator runtime. They depend only on the files and
their paths, so every image with the package has the same layers.
""",
    attrs = TOOL_ATTRS | {
        "files": attr.label_keyed_string_dict(
            doc = "Maps each file to its path below `/opt/rt/<runtime>`, such as `lib/libcudart.so.13`.",
            allow_files = True,
            mandatory = True,
        ),
        "large": attr.string_list(
            doc = "Paths of files that get a layer of their own. All others share one.",
        ),
        "own_layer": attr.bool(
            doc = """Whether the files that are not large get their own layer. If not, they share one with other such
packages.""",
            default = True,
        ),
        "package": attr.string(
            doc = "Name of the package.",
            mandatory = True,
        ),
        "runtime": attr.string(
            doc = "Name of the runtime.",
            mandatory = True,
        ),
        "version": attr.string(
            doc = "Version of the package.",
            mandatory = True,
        ),
    },
    provides = [LayerSetInfo, RuntimePackageInfo],
    toolchains = TOOL_TOOLCHAINS,
)
