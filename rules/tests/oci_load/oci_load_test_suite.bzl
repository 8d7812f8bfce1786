"""What oci_load passes to the tool."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/tests/support:actions.bzl", "by_name", "run_arguments", "short_paths", "tool_arguments")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/oci_load/"

def _attributes_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "load",
        "--context=oci_load //rules/tests/oci_load:load",
        "--image=_main/" + _HERE + "image",
        "--layers=_main/" + _HERE + "image.0.0.layers.json",
        "--format=docker",
        "--repo-tag=org/mnist:latest",
        "--repo-tag=localhost:5000/mnist",
    ]), by_name(run_arguments(env)))
    return analysistest.end(env)

_attributes_test = analysistest.make(_attributes_test_impl)

def _file_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "--format=oci",
        "--repo-tags-file=_main/" + _HERE + "tags.txt",
    ]), by_name(run_arguments(env), without = ["command", "context", "image", "layers"]))
    runfiles = short_paths(analysistest.target_under_test(env)[DefaultInfo].default_runfiles.files)
    asserts.true(env, _HERE + "tags.txt" in runfiles)
    options = by_name(tool_arguments(env, "RtImageExport")[0])
    asserts.equals(env, ["oci-tar"], options["format"])
    asserts.equals(env, ["BIN/" + _HERE + "tags.txt"], options["tags-file"])
    return analysistest.end(env)

_file_test = analysistest.make(_file_test_impl)

def _tarball_test_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)
    asserts.equals(env, [_HERE + "load"], short_paths(info[DefaultInfo].files))
    asserts.equals(env, [_HERE + "load.tar"], short_paths(info[OutputGroupInfo].tarball))
    asserts.equals(env, by_name([
        "--context=oci_load //rules/tests/oci_load:load",
        "--format=docker-tar",
        "--out=BIN/" + _HERE + "load.tar",
        "--image=BIN/" + _HERE + "image",
        "--layers=BIN/" + _HERE + "image.0.0.layers.json",
        "--tag=org/mnist:latest",
        "--tag=localhost:5000/mnist",
        "--",
        "file\t_main/rules/tests/testdata/hello.tar\trules/tests/testdata/hello.tar",
    ]), by_name(tool_arguments(env, "RtImageExport")[0]))
    return analysistest.end(env)

_tarball_test = analysistest.make(_tarball_test_impl)

def oci_load_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _attributes_test(name = name + "_attributes_test", target_under_test = ":load")
    _file_test(name = name + "_file_test", target_under_test = ":load_file")
    _tarball_test(name = name + "_tarball_test", target_under_test = ":load")
