"""What rt asks of a Node toolchain."""

visibility(["//rules/..."])

NodeToolchainInfo = provider(
    doc = "A Node that runs the rt program in build actions. `node_toolchain` makes it.",
    fields = {
        "files": "(depset[File]) All that the binary needs to run, itself included.",
        "node": "(File) The Node binary, for the execution platform.",
    },
)
