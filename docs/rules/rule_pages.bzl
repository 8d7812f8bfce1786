"""Reference pages, generated from the .bzl files."""

load("//rules/tests/support:golden_test.bzl", "golden_test", "golden_update")
load("//rules/tests/support:node_action.bzl", "NODE_TOOLCHAINS", "node_action")

visibility("private")

def _rule_page_impl(ctx):
    page = ctx.actions.declare_file(ctx.label.name + ".md")
    args = ctx.actions.args()
    args.add(ctx.file.extract)
    args.add(ctx.file.macro_rules)
    args.add(page)
    node_action(ctx, ctx.file._program, args, [ctx.file.extract, ctx.file.macro_rules], [page])
    return [DefaultInfo(files = depset([page]))]

_rule_page = rule(
    implementation = _rule_page_impl,
    doc = "Writes the reference page of a .bzl file.",
    attrs = {
        "extract": attr.label(
            allow_single_file = [".binaryproto"],
            doc = "What Bazel says about the file.",
            mandatory = True,
        ),
        "macro_rules": attr.label(
            allow_single_file = [".binaryproto"],
            doc = "What Bazel says about the rules behind macros.",
            mandatory = True,
        ),
        "_program": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = Label("//tools/dev/starlark:docs"),
            doc = "The program that writes the page.",
        ),
    },
    toolchains = NODE_TOOLCHAINS,
)

def rule_pages(name, topics):
    """Declares for each topic the test TOPIC_test, and one target that refreshes all pages.

    Args:
      name: name of the target that refreshes.
      topics: list of names of .bzl files in //rules, without the extension.
    """
    native.starlark_doc_extract(
        name = "macro_rules.extract",
        src = "//rules/private/reference:macro_rules.bzl",
        deps = ["//rules/private/reference"],
        tags = ["manual"],
    )
    for topic in topics:
        native.starlark_doc_extract(
            name = topic + ".extract",
            src = "//rules:{}.bzl".format(topic),
            deps = ["//rules:" + topic],
            tags = ["manual"],
        )
        _rule_page(
            name = topic + ".page",
            testonly = True,
            extract = topic + ".extract",
            macro_rules = "macro_rules.extract",
            tags = ["manual"],
        )
        golden_test(
            name = topic + "_test",
            generated = topic + ".page",
            golden = topic + ".md",
            refresh = name,
        )
    golden_update(
        name = name,
        testonly = True,
        files = {topic + ".page": topic + ".md" for topic in topics},
        tags = ["manual"],
    )
