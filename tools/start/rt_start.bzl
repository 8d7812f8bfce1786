"""The rule that prepares a bundled program to start fast."""

load("//tools:bundle_options.bzl", "ECR_BUNDLE")

visibility(["//tools/..."])

_NODE_TOOLCHAIN_TYPE = Label("//rules:node_toolchain_type")

def _rt_start_impl(ctx):
    node = ctx.toolchains[_NODE_TOOLCHAIN_TYPE].node
    start, program, cache = [
        ctx.actions.declare_file(name)
        for name in ["rt.cjs", "rt_program.js", "rt_program.cache"]
    ]
    args = ctx.actions.args()

    # V8's cache has the same bytes every time only with a fixed seed.
    args.add("--random-seed=1")
    args.add(ctx.file._builder)
    args.add(ctx.file._start)
    args.add(ctx.file.bundle)
    args.add(start.dirname)
    ctx.actions.run(
        executable = node.node,
        arguments = [args],
        inputs = [ctx.file._builder, ctx.file._start, ctx.file.bundle],
        outputs = [start, program, cache],
        tools = [node.files],
        env = {},
        mnemonic = "RtStart",
        progress_message = "Compiling the rt program",
        toolchain = _NODE_TOOLCHAIN_TYPE,
    )
    return [DefaultInfo(
        files = depset([start]),
        runfiles = ctx.runfiles([start, program, cache, _beside(ctx, ctx.file.ecr, ECR_BUNDLE)]),
    )]

def _beside(ctx, file, name):
    """Puts a file beside the program, under the name that the program knows."""
    link = ctx.actions.declare_file(name)
    ctx.actions.symlink(output = link, target_file = file)
    return link

rt_start = rule(
    implementation = _rt_start_impl,
    doc = """\
Puts what the toolchain's Node has compiled of a bundle beside it, and a file before it that starts the one
from the other. Who runs that file needs its runfiles, too.
""",
    attrs = {
        "bundle": attr.label(
            allow_single_file = [".cjs"],
            doc = "The program, one CommonJS file.",
            mandatory = True,
        ),
        "ecr": attr.label(
            allow_single_file = [".cjs"],
            doc = "What the program reads to log in to Amazon's registry, one CommonJS file.",
            mandatory = True,
        ),
        "_builder": attr.label(
            default = Label("//tools/start:build_start.mjs"),
            allow_single_file = True,
            doc = "The program that builds it.",
        ),
        "_start": attr.label(
            default = Label("//tools/start:start.cjs"),
            allow_single_file = True,
            doc = "What is started.",
        ),
    },
    toolchains = [_NODE_TOOLCHAIN_TYPE],
)
