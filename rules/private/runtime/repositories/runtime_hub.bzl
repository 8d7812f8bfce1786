"""The repository that puts the packages of one accelerator runtime together."""

visibility(["//rules/..."])

_BUILD = """\
load("{rt}//rules:runtimes.bzl", "runtime_packages")

runtime_packages(
    name = "packages",
    components = {components},
    missing = {missing},
    packages = {packages},
    platforms = {platforms},
    runtime = "{runtime}",
    version = "{version}",
    visibility = ["//visibility:public"],
)
"""

_SELECT = """select({{{cases}
        "//conditions:default": [],
    }})"""

_CASE = """
        "{rt}//runtimes:linux_{architecture}": {labels},"""

def _runtime_hub_impl(rctx):
    rt = str(Label("//:all")).partition("//")[0]
    cases = [
        _CASE.format(
            architecture = architecture,
            labels = ["@{}//:package".format(name) for name in names],
            rt = rt,
        )
        for architecture, names in rctx.attr.repositories.items()
    ]
    rctx.file("BUILD.bazel", _BUILD.format(
        components = json.encode_indent(rctx.attr.components, prefix = "    "),
        missing = json.encode(rctx.attr.missing),
        packages = _SELECT.format(cases = "".join(cases)) if cases else "[]",
        platforms = ["linux/" + architecture for architecture in rctx.attr.repositories],
        rt = rt,
        runtime = rctx.attr.runtime,
        version = rctx.attr.version,
    ))

runtime_hub = repository_rule(
    implementation = _runtime_hub_impl,
    doc = "Chooses the packages of a runtime by the target platform. Nothing is fetched for it.",
    attrs = {
        "components": attr.string_dict(
            doc = "File name of each library to the component that has it.",
        ),
        "missing": attr.string(
            doc = "Why there are no packages, where there should be some.",
        ),
        "repositories": attr.string_list_dict(
            doc = "Architecture to the names of the repositories of its packages, bottom layers first.",
        ),
        "runtime": attr.string(
            doc = "Name of the runtime.",
            mandatory = True,
        ),
        "version": attr.string(
            doc = "Version of the set.",
            mandatory = True,
        ),
    },
)
