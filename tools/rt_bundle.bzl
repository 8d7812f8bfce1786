"""The rule that bundles the rt program into one JavaScript file."""

load(":bundle_options.bzl", "BUNDLE_OPTIONS", "BUNDLE_TARGET", "apart_options")

visibility(["//tools/..."])

def _rt_bundle_impl(ctx):
    bundle = ctx.actions.declare_file(ctx.attr.out)
    args = ctx.actions.args()
    args.add(ctx.file.main)
    args.add_all(BUNDLE_OPTIONS)
    args.add_all(apart_options(ctx.attr.apart))
    args.add(ctx.attr.target, format = "--target=%s")
    args.add(bundle, format = "--outfile=%s")
    ctx.actions.run(
        executable = ctx.executable._esbuild,
        arguments = [args],
        inputs = depset(ctx.files.srcs, transitive = [depset(ctx.files.node_modules)]),
        outputs = [bundle],
        env = {"NODE_PATH": "{}/node_modules".format(ctx.attr.node_modules.label.workspace_root)},
        # The bundler is a native program for the machine that Bazel runs on.
        execution_requirements = {"no-remote-exec": "1"},
        mnemonic = "RtBundle",
        progress_message = "Bundling the rt program",
        toolchain = None,
    )
    return [DefaultInfo(files = depset([bundle]))]

rt_bundle = rule(
    implementation = _rt_bundle_impl,
    doc = "Bundles TypeScript sources and the npm packages they import into one CommonJS file.",
    attrs = {
        "apart": attr.string_dict(
            doc = "npm packages that stay out of the bundle: to the file beside it that has each of them.",
        ),
        "main": attr.label(
            allow_single_file = [".ts"],
            doc = "The source file that is started.",
            mandatory = True,
        ),
        "node_modules": attr.label(
            default = Label("@rt_npm//:node_modules"),
            doc = "npm packages that the sources import, all of one repository.",
        ),
        "out": attr.string(
            doc = "File name of the bundle.",
            mandatory = True,
        ),
        "srcs": attr.label_list(
            allow_files = [".ts"],
            doc = "All source files.",
            mandatory = True,
        ),
        "target": attr.string(
            default = BUNDLE_TARGET,
            doc = "The oldest Node that the bundle must run on, in the bundler's words.",
        ),
        "_esbuild": attr.label(
            default = Label("@rt_npm//:esbuild"),
            allow_single_file = True,
            cfg = "exec",
            doc = "The bundler, a native program.",
            executable = True,
        ),
    },
)
