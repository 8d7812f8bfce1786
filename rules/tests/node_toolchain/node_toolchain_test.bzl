"""Analysis tests of node_toolchain."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:tar.bzl", "tar")

def _registered_node_runs_test_impl(ctx):
    env = analysistest.begin(ctx)
    [action] = [action for action in analysistest.target_actions(env) if action.mnemonic == "RtLayerTar"]
    asserts.equals(env, "rules/tests/node_toolchain/another_node.txt", action.argv[0])
    inputs = [file.basename for file in action.inputs.to_list()]
    asserts.true(env, "node_data.txt" in inputs, "what the binary needs is an input")
    return analysistest.end(env)

_registered_node_runs_test = analysistest.make(
    _registered_node_runs_test_impl,
    config_settings = {
        "//command_line_option:extra_toolchains": str(Label(":another_node_toolchain")),
    },
)

def node_toolchain_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite.
    """
    tar(
        name = "subject",
        srcs = ["node_data.txt"],
        tags = ["manual"],
    )
    _registered_node_runs_test(
        name = "registered_node_runs_test",
        size = "small",
        target_under_test = ":subject",
    )
    native.test_suite(
        name = name,
        tests = ["registered_node_runs_test"],
    )
