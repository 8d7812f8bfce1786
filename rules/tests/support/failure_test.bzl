"""A test that a target fails at analysis, with the message that people read."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

def _failure_test_impl(ctx):
    env = analysistest.begin(ctx)
    for line in ctx.attr.lines:
        asserts.expect_failure(env, line)
    return analysistest.end(env)

failure_test = analysistest.make(
    _failure_test_impl,
    attrs = {
        "lines": attr.string_list(
            doc = "Texts that must be in the message.",
            mandatory = True,
        ),
    },
    doc = "Passes when `target_under_test`, a target with the tag `manual`, fails with all of `lines`.",
    expect_failure = True,
)
