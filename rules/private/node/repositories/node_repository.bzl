"""The repository of a Node binary for one platform."""

load(":repositories/npm_packages.bzl", "LOCK_ATTRS", "provide_packages", "read_lock")

visibility(["//rules/..."])

_BUILD = """\
load("{rt}//rules/private/node:node_toolchain.bzl", "node_toolchain")

node_toolchain(
    name = "toolchain",
    node = "node_modules/{package}/bin/node",
    visibility = ["//visibility:public"],
)
"""

def _node_repository_impl(rctx):
    provide_packages(rctx, read_lock(rctx), [rctx.attr.package])
    rctx.file("BUILD.bazel", _BUILD.format(
        package = rctx.attr.package,
        rt = str(Label("//:all")).partition("//")[0],
    ))

node_repository = repository_rule(
    implementation = _node_repository_impl,
    doc = "Node for one platform, from the npm package that carries it, in the version of rt's package-lock.json.",
    attrs = LOCK_ATTRS | {
        "package": attr.string(
            mandatory = True,
            doc = "Name of the npm package, which has the binary at bin/node.",
        ),
    },
)
