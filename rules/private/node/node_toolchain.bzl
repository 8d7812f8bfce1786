"""The rule that makes a Node binary a toolchain."""

load(":node_toolchain_info.bzl", "NodeToolchainInfo")

def _node_toolchain_impl(ctx):
    info = NodeToolchainInfo(
        files = depset([ctx.file.node], transitive = [depset(ctx.files.data)]),
        node = ctx.file.node,
    )
    return [platform_common.ToolchainInfo(node = info)]

node_toolchain = rule(
    implementation = _node_toolchain_impl,
    doc = """\
Declares a Node that runs rt in build actions, for a `toolchain` target of type `@rt//rules:node_toolchain_type`. rt
comes with a pinned Node; register another one only if that does not run. It must be Node 26 or later: the bytes of
compressed layers come from Node's zlib and zstd.
""",
    attrs = {
        "data": attr.label_list(
            allow_files = True,
            doc = "Further files that the binary needs to run, such as shared libraries.",
        ),
        "node": attr.label(
            allow_single_file = True,
            cfg = "exec",
            doc = "The Node binary.",
            mandatory = True,
        ),
    },
    provides = [platform_common.ToolchainInfo],
)
