"""Tests that a target is refused when it is analysed."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

def _failure_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.expect_failure(env, ctx.attr.message)
    return analysistest.end(env)

failure_test = analysistest.make(
    _failure_test_impl,
    attrs = {
        "message": attr.string(
            doc = "Text that must be in the error.",
            mandatory = True,
        ),
    },
    doc = "Passes when the target under test fails with the message.",
    expect_failure = True,
)
