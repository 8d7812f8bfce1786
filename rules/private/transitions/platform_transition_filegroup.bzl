"""The rule platform_transition_filegroup."""

load("//rules/private/image:image_info.bzl", "ImageInfo")
load("//rules/private/layer:layer_inputs.bzl", "join_layers")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/platform:platform_transition.bzl", "ALLOWLIST", "to_target_platform")
load("//rules/private/runtime:runtime_set_info.bzl", "RuntimeSetInfo")

visibility(["//rules/..."])

def _platform_transition_filegroup_impl(ctx):
    srcs = ctx.attr.srcs
    return [
        DefaultInfo(
            files = depset(transitive = [src[DefaultInfo].files for src in srcs]),
            runfiles = ctx.runfiles().merge_all([
                src[DefaultInfo].default_runfiles
                for src in srcs
                if src[DefaultInfo].default_runfiles
            ]),
        ),
        _merge_output_groups([src[OutputGroupInfo] for src in srcs if OutputGroupInfo in src]),
    ] + _only_image(srcs) + _merge_layer_sets(srcs)

def _merge_output_groups(infos):
    """Joins the groups of the same name; Bazel's own groups, which start with "_", need no help."""
    groups = {}
    for info in infos:
        for name in info:
            if not name.startswith("_"):
                groups.setdefault(name, []).append(info[name])
    return OutputGroupInfo(**{name: depset(transitive = files) for name, files in groups.items()})

def _only_image(srcs):
    if len(srcs) != 1:
        return []
    return [srcs[0][provider] for provider in [ImageInfo, RuntimeSetInfo] if provider in srcs[0]]

def _merge_layer_sets(srcs):
    """Joins layer sets in the order of srcs; none when a src is a plain file, which would then go unseen."""
    infos = [src[LayerSetInfo] for src in srcs if LayerSetInfo in src]
    if not infos or len(infos) != len(srcs):
        return []
    return [join_layers(infos)]

platform_transition_filegroup = rule(
    implementation = _platform_transition_filegroup_impl,
    doc = """Builds targets for another platform.

Forwards default outputs, runfiles and output groups. The providers of rt pass through as well: the image when `srcs` is
one image, and the layers, in the order of `srcs`, when all of `srcs` are layers.

```python
platform_transition_filegroup(
    name = "image",
    srcs = [":image_"],
    target_platform = "@rt//platforms:linux_arm64",
)
```""",
    attrs = ALLOWLIST | {
        "srcs": attr.label_list(
            doc = "Targets to build.",
            allow_files = True,
            cfg = to_target_platform,
        ),
        "target_platform": attr.label(
            doc = "The platform to build for, a `platform()` target.",
            mandatory = True,
        ),
    },
)
