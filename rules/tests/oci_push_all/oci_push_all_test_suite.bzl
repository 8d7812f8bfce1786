"""What oci_push_all passes to the tool."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/tests/support:actions.bzl", "by_name", "run_arguments", "short_paths")

visibility(["//rules/tests/..."])

_HERE = "_main/rules/tests/oci_push_all/"

def _arguments_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "push-all",
        "--context=oci_push_all //rules/tests/oci_push_all:push_all",
        "--push=" + _HERE + "push_a.args",
        "--push=" + _HERE + "push_b.args",
        "--push=" + _HERE + "push_c.args",
        "--tag=v1",
        "--registry=localhost:5000",
        "--registry=quay.io",
    ]), by_name(run_arguments(env)))
    return analysistest.end(env)

_arguments_test = analysistest.make(_arguments_test_impl)

def _runfiles_test_impl(ctx):
    env = analysistest.begin(ctx)
    runfiles = short_paths(analysistest.target_under_test(env)[DefaultInfo].default_runfiles.files)
    for file in [
        "rules/tests/oci_push_all/image",
        "rules/tests/oci_push_all/image.0.0.layers.json",
        "rules/tests/oci_push_all/push_c.args",
        "rules/tests/testdata/hello.tar",
    ]:
        asserts.true(env, file in runfiles, file)
    return analysistest.end(env)

_runfiles_test = analysistest.make(_runfiles_test_impl)

def oci_push_all_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _arguments_test(name = name + "_arguments_test", target_under_test = ":push_all")
    _runfiles_test(name = name + "_runfiles_test", target_under_test = ":push_all")
