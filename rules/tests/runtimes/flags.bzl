"""Images under each combination of the flags of runtimes, with packages that stand in for the real ones."""

load("//rules:providers.bzl", "ImageInfo", "LayerSetInfo", "RuntimeSetInfo")

visibility(["//rules/tests/..."])

_PLATFORMS = "//command_line_option:platforms"
_COMPILATION_MODE = "//command_line_option:compilation_mode"

RUNTIMES = ["cpu", "cuda", "neuron", "rocm", "tpu"]

_FLAGS = {runtime: "//runtimes:" + runtime for runtime in RUNTIMES}
_PACKAGES = {runtime: "//runtimes/{}:packages".format(runtime) for runtime in RUNTIMES}

def _settings(runtimes, platform):
    return (
        {_PLATFORMS: str(Label("//platforms:" + platform))} |
        {_FLAGS[runtime]: runtime in runtimes for runtime in RUNTIMES} |
        {
            _PACKAGES[runtime]: str(Label("//rules/tests/runtimes:{}_packages".format(runtime)))
            for runtime in RUNTIMES
        }
    )

def _with_runtimes_impl(settings, attributes):
    mode = attributes.compilation_mode or settings[_COMPILATION_MODE]
    return _settings(attributes.runtimes, attributes.platform) | {_COMPILATION_MODE: mode}

_with_runtimes = transition(
    implementation = _with_runtimes_impl,
    inputs = [_COMPILATION_MODE],
    outputs = _FLAGS.values() + _PACKAGES.values() + [_COMPILATION_MODE, _PLATFORMS],
)

def _combinations(names):
    """All subsets but the empty one, smaller names first."""
    subsets = [[]]
    for name in names:
        subsets = subsets + [subset + [name] for subset in subsets]
    return subsets[1:]

def _with_each_combination_impl(_settings_before, attributes):
    return {
        " ".join(runtimes): _settings(runtimes, attributes.platform)
        for runtimes in _combinations(attributes.runtimes)
    }

_with_each_combination = transition(
    implementation = _with_each_combination_impl,
    inputs = [],
    outputs = _FLAGS.values() + _PACKAGES.values() + [_PLATFORMS],
)

_ATTRS = {
    "platform": attr.string(
        default = "linux_amd64",
        doc = "Name of a platform of //platforms.",
    ),
    "runtimes": attr.string_list(
        doc = "Names of the flags that are on.",
    ),
    "_allowlist_function_transition": attr.label(
        default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
    ),
}

def _flagged_impl(ctx):
    target = ctx.attr.target[0]
    providers = [ImageInfo, LayerSetInfo, RuntimeSetInfo, OutputGroupInfo]
    return [DefaultInfo(
        files = target[DefaultInfo].files,
        runfiles = target[DefaultInfo].default_runfiles,
    )] + [target[provider] for provider in providers if provider in target]

flagged = rule(
    implementation = _flagged_impl,
    doc = "Builds a target under some flags, with stand-ins for packages.",
    attrs = _ATTRS | {
        "compilation_mode": attr.string(
            doc = "Build it in this mode.",
        ),
        "target": attr.label(
            allow_files = True,
            cfg = _with_runtimes,
            doc = "What to build.",
            mandatory = True,
        ),
    },
)

def _matrix_impl(ctx):
    lines = [
        "{}: {}".format(flags, _describe(target[RuntimeSetInfo].runtimes))
        for flags, target in ctx.split_attr.image.items()
    ]
    output = ctx.actions.declare_file(ctx.label.name + ".txt")
    ctx.actions.write(output, "\n".join(["# Layers, bottom first, and directories to search."] + sorted(lines) + [""]))
    return [DefaultInfo(files = depset([output]))]

def _describe(runtimes):
    layers = [
        blob.short_path.rpartition("/")[2].removesuffix(".tar.zst")
        for runtime in runtimes
        for blob in runtime.layers.blobs.to_list()
    ]
    directories = [directory for runtime in runtimes for directory in runtime.library_dirs]
    return "{}; {}; {}".format(
        " ".join(["{} {}".format(runtime.name, runtime.version) for runtime in runtimes]),
        " ".join(layers) or "no layers",
        ":".join(directories) or "no directories",
    )

runtime_matrix = rule(
    implementation = _matrix_impl,
    doc = "Lists what an image gets under each combination of flags; nothing is built for it.",
    attrs = _ATTRS | {
        "image": attr.label(
            cfg = _with_each_combination,
            doc = "An image with runtimes.",
            mandatory = True,
            providers = [RuntimeSetInfo],
        ),
    },
)
