"""Which runtimes a target stands for."""

visibility(["//rules/..."])

RuntimeSetInfo = provider(
    doc = "Accelerator runtimes, in the order of their layers. `runtime` and `enabled_runtimes` make it.",
    fields = {
        "runtimes": "(list[RuntimeInfo]) Bottom layers first. Two are never the same runtime.",
    },
)
