"""The rule oci_push_all and its macro."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_key_options")
load(
    "//rules/private/attributes:attribute_table.bzl",
    "attributes_of",
    "macro_attributes",
    "options_of",
    "row",
    "table_mistakes",
)
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "label_text", "mistake")
load("//rules/private/image:image_reference.bzl", "registry_mistakes", "tag_mistakes")
load(
    "//rules/private/program:actions/run_target.bzl",
    "RUN_ATTRS",
    "RUN_TOOLCHAINS",
    "arguments_file",
    "run_arguments",
    "run_target",
)
load(":push_info.bzl", "PushInfo")

visibility(["//rules/..."])

_RULE = "oci_push_all"

_TABLE = {
    "pushes": row(
        attr.label_list,
        doc = "List of targets of `oci_push` and `oci_push_all`: what to push, and where to.",
        allow_files = True,
        mandatory = True,
    ),
    "remote_tags": row(
        attr.string_list,
        doc = "List of tags that every image gets, besides its own.",
        check = tag_mistakes,
        option = "tag",
    ),
    "registries": row(
        attr.string_list,
        doc = "List of `HOST[:PORT]`: all images are pushed to each of them, and not to the registries of the pushes.",
        check = registry_mistakes,
        option = "registry",
    ),
}

def _oci_push_all_impl(ctx):
    fail_on(_mistakes(ctx), _RULE, ctx.label)
    arguments = depset(transitive = [push[PushInfo].arguments for push in ctx.attr.pushes], order = "preorder")
    args = run_arguments(ctx, _RULE, "push-all")
    add_key_options(args, "push", arguments)
    args.add_all(options_of(_TABLE, ctx.attr), map_each = escape_line)
    lines = arguments_file(ctx)
    runfiles = ctx.runfiles().merge_all([
        push[DefaultInfo].default_runfiles
        for push in ctx.attr.pushes
    ])
    return [run_target(ctx, args, runfiles, lines), PushInfo(arguments = arguments)]

def _mistakes(ctx):
    file = build_file(ctx.label)
    return table_mistakes(_TABLE, ctx.attr) + ([] if ctx.attr.pushes else [mistake(
        "Cannot push nothing: pushes is empty",
        accepted = "targets of oci_push and oci_push_all",
        fix = 'set pushes = [":push"] in ' + file,
    )]) + [
        mistake(
            'Cannot push "{}" with others: it is no oci_push'.format(label_text(push.label)),
            accepted = "targets of oci_push and oci_push_all",
            fix = "name an oci_push of it in " + file,
        )
        for push in ctx.attr.pushes
        if PushInfo not in push
    ]

oci_push_all_rule = rule(
    implementation = _oci_push_all_impl,
    doc = "Pushes several images at once when run; the macro `oci_push_all` says how.",
    attrs = RUN_ATTRS | attributes_of(_TABLE),
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)

def oci_push_all(name, **kwargs):
    """Pushes any number of images and indexes, to any number of repositories and registries, with one `bazel run`.

    A registry is sent every blob once, however many images contain it. Tags are set after all manifests, when
    everything is in place, so a failed push leaves no partial release. Run it again to continue.

    ```python
    oci_push_all(
        name = "push_all",
        pushes = [
            ":push_server",
            ":push_worker",
        ],
    )
    ```

    Options, as in `bazel run //:push_all -- --tag v2`: `--tag T` (any number of times) for every image, in addition
    to its own, `--registry HOST` (any number of times) instead of the registries of the pushes, `--dry-run`,
    `--json`, `--insecure`, `--quiet`, `--help`.

    Args:
      name: name of the target.
      **kwargs: the rule's attributes, and the common attributes of all rules.
    """
    oci_push_all_rule(**macro_attributes(_TABLE, _RULE, name, kwargs))
