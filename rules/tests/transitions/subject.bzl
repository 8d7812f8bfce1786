"""Targets whose outputs tell the platform that they are built for."""

load("//rules:providers.bzl", "LayerSetInfo")

visibility(["//rules/tests/..."])

_ATTRS = {
    "_arm64": attr.label(
        default = "@platforms//cpu:aarch64",
    ),
}

def _cpu(ctx):
    constraint = ctx.attr._arm64[platform_common.ConstraintValueInfo]
    return "arm64" if ctx.target_platform_has_constraint(constraint) else "amd64"

def _touch(ctx, name):
    output = ctx.actions.declare_file(name)
    ctx.actions.write(output, "")
    return output

def _subject_layer_impl(ctx):
    name = ctx.label.name
    tar = _touch(ctx, "{}.{}.tar".format(name, _cpu(ctx)))
    data = _touch(ctx, name + ".data")
    mode = _touch(ctx, "{}.mode/{}".format(name, ctx.var["COMPILATION_MODE"]))
    return [
        DefaultInfo(files = depset([tar]), runfiles = ctx.runfiles([data])),
        LayerSetInfo(
            blobs = depset([tar]),
            layer_sets = depset([_touch(ctx, name + ".json")]),
            sources = depset([data]),
        ),
        OutputGroupInfo(copies = depset([tar]), mode = depset([mode])),
    ]

subject_layer = rule(
    implementation = _subject_layer_impl,
    doc = "Has all that platform_transition_filegroup forwards.",
    attrs = _ATTRS,
)

def _subject_binary_impl(ctx):
    name = ctx.label.name
    executable = ctx.actions.declare_file("{}.{}".format(name, _cpu(ctx)))
    ctx.actions.write(executable, "", is_executable = True)
    return [
        DefaultInfo(
            executable = executable,
            runfiles = ctx.runfiles([executable, _touch(ctx, name + ".data")]),
        ),
        RunEnvironmentInfo(
            environment = {"KEPT": "binary", "SHARED": "binary"},
            inherited_environment = ["HOME", "TAKEN"],
        ),
    ]

subject_binary = rule(
    implementation = _subject_binary_impl,
    doc = "Has all that platform_transition_binary forwards.",
    attrs = _ATTRS,
    executable = True,
)
