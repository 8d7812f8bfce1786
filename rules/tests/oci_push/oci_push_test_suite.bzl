"""What oci_push passes to the tool."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/tests/support:actions.bzl", "by_name", "run_arguments", "short_paths")

visibility(["//rules/tests/..."])

_HERE = "_main/rules/tests/oci_push/"

# What every push has.
_IMAGE = ["command", "context", "image", "layers"]

def _attributes_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "push",
        "--context=oci_push //rules/tests/oci_push:push",
        "--image=" + _HERE + "image",
        "--layers=" + _HERE + "image.0.0.layers.json",
        "--repository=index.docker.io/org/mnist",
        "--remote-tag=latest",
        "--remote-tag=v1.0_x",
        "--platform-tag={tag}-{platform}",
    ]), by_name(run_arguments(env)))
    return analysistest.end(env)

_attributes_test = analysistest.make(_attributes_test_impl)

def _files_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "--remote-tags-file=" + _HERE + "tags.txt",
        "--repository-file=" + _HERE + "repository.txt",
    ]), by_name(run_arguments(env), without = _IMAGE))
    runfiles = short_paths(analysistest.target_under_test(env)[DefaultInfo].default_runfiles.files)
    for file in ["tags.txt", "repository.txt"]:
        asserts.true(env, "rules/tests/oci_push/" + file in runfiles, file)
    return analysistest.end(env)

_files_test = analysistest.make(_files_test_impl)

def _bare_test_impl(ctx):
    env = analysistest.begin(ctx)
    options = by_name(run_arguments(env), without = _IMAGE)
    asserts.equals(env, {}, options, "a missing repository is an error of the run only")
    return analysistest.end(env)

_bare_test = analysistest.make(_bare_test_impl)

def _foreign_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "--image=_main/rules/tests/testdata/foreign",
        "--repository=localhost:5000/foreign",
    ]), by_name(run_arguments(env), without = ["command", "context"]))
    return analysistest.end(env)

_foreign_test = analysistest.make(_foreign_test_impl)

def _outputs_test_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DefaultInfo]
    asserts.equals(env, ["rules/tests/oci_push/push"], short_paths(info.files))
    asserts.equals(env, "rules/tests/oci_push/push", info.files_to_run.executable.short_path)
    runfiles = short_paths(info.default_runfiles.files)
    for file in [
        "rules/tests/oci_push/image",
        "rules/tests/oci_push/image.0.0.layers.json",
        "rules/tests/testdata/hello.tar",
    ]:
        asserts.true(env, file in runfiles, file)
    return analysistest.end(env)

_outputs_test = analysistest.make(_outputs_test_impl)

def oci_push_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _attributes_test(name = name + "_attributes_test", target_under_test = ":push")
    _files_test(name = name + "_files_test", target_under_test = ":push_files")
    _bare_test(name = name + "_bare_test", target_under_test = ":push_bare")
    _foreign_test(name = name + "_foreign_test", target_under_test = ":push_foreign")
    _outputs_test(name = name + "_outputs_test", target_under_test = ":push")
