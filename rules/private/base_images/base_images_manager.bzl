"""The rule behind the manager of base images."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/attributes:mistakes.bzl", "fail_on", "mistake")
load("//rules/private/program:actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS", "run_arguments", "run_target")

visibility("public")

_RULE = "base_images.matrix"

def _base_images_manager_impl(ctx):
    fail_on(_mistakes(ctx), _RULE, ctx.label)
    args = run_arguments(ctx, _RULE, "base-images")
    args.add(escape_line(ctx.attr.manifest), format = "--manifest=%s")
    args.add(escape_line(ctx.attr.bentoml_version), format = "--bentoml-version=%s")
    args.add(escape_line(ctx.attr.bentoml_version), format = "--matrix-version=%s")
    args.add_all(
        [escape_line("{}={}".format(tag, why)) for tag, why in ctx.attr.unmade.items()],
        format_each = "--unmade=%s",
    )
    args.add_joined(
        ctx.attr.python_versions,
        format_joined = "--python-versions=%s",
        join_with = ",",
        omit_if_empty = True,
    )
    return [run_target(ctx, args, ctx.runfiles())]

def _mistakes(ctx):
    if ctx.attr.manifest:
        return []
    return [mistake(
        "Cannot manage the base images of another module",
        fix = "run this in the workspace of the module that calls base_images.matrix",
    )]

base_images_manager = rule(
    implementation = _base_images_manager_impl,
    doc = "The manager of base images: `bazel run @NAME//:manager -- COMMAND OPTIONS`.",
    attrs = RUN_ATTRS | {
        "bentoml_version": attr.string(doc = "The release of BentoML."),
        "manifest": attr.string(doc = "Path of the manifest in the workspace; empty when it is another module's."),
        "unmade": attr.string_dict(doc = "Tags that have no image though the manifest has them, and why."),
        "python_versions": attr.string_list(doc = "Versions of Python where the command line names none."),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)
