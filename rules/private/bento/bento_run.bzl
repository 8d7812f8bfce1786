"""The rules behind the targets that put a Bento into the store, export it, and serve it on this machine."""

load("//rules/private/arguments:file_options.bzl", "add_key_options")
load("//rules/private/attributes:mistakes.bzl", "fail_on")
load(
    "//rules/private/program:actions/run_target.bzl",
    "RUN_ATTRS",
    "RUN_TOOLCHAINS",
    "run_arguments",
    "run_target",
)
load("//rules/private/python_code:python_interpreter_info.bzl", "PythonInterpreterInfo")
load("//rules/private/python_code:runner_mistakes.bzl", "runner_mistakes")
load(":bento_info.bzl", "BentoInfo")
load(":model_entries.bzl", "add_model_keys")

visibility(["//rules/..."])

_RULE = "bento"

_BENTO = {
    "bento": attr.label(
        doc = "The Bento.",
        mandatory = True,
        providers = [BentoInfo],
    ),
}

def _bento_run_impl(ctx):
    args = run_arguments(ctx, _RULE, "bento " + ctx.attr.command)
    _add_bento(args, ctx.attr.bento[BentoInfo])
    return [run_target(ctx, args, ctx.attr.bento[DefaultInfo].default_runfiles)]

def _bento_serve_impl(ctx):
    bento = ctx.attr.bento[BentoInfo]
    fail_on(
        runner_mistakes("Cannot serve a Bento on this machine with Python {}", ctx.attr.interpreter, bento.runner),
        _RULE,
        ctx.label,
    )
    args = run_arguments(ctx, _RULE, "bento serve")
    _add_bento(args, bento)
    for option, file in [("root", bento.runner), ("site", bento.site), ("variables", bento.env)]:
        add_key_options(args, option, [file])
    runfiles = ctx.runfiles([bento.runner, bento.site, bento.env])
    return [run_target(ctx, args, runfiles.merge(ctx.attr.bento[DefaultInfo].default_runfiles))]

def _add_bento(args, bento):
    add_key_options(args, "bento", [bento.directory])
    add_key_options(args, "overlay", [bento.pointers])
    add_key_options(args, "models", [bento.exported_models] if bento.exported_models else [])
    for model in bento.models:
        add_model_keys(args, model)

bento_run = rule(
    implementation = _bento_run_impl,
    doc = "Puts a Bento into BentoML's store, or writes it to a file, when it is run; the macro `bento` says how.",
    attrs = RUN_ATTRS | _BENTO | {
        "command": attr.string(
            doc = "The command of `rt bento`.",
            mandatory = True,
            values = ["add", "pack"],
        ),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)

bento_serve = rule(
    implementation = _bento_serve_impl,
    doc = "Serves a Bento on this machine when it is run; the macro `bento` says how.",
    attrs = RUN_ATTRS | _BENTO | {
        "interpreter": attr.label(
            doc = "The Python of the image, for errors.",
            mandatory = True,
            providers = [PythonInterpreterInfo],
        ),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)
