"""Actions and runfiles of oci_image_index."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:providers.bzl", "ImageInfo")
load("//rules/tests/support:actions.bzl", "by_name", "run_arguments", "short_paths", "tool_arguments")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/oci_image_index/"
_DATA = "rules/tests/testdata/"
_SCOPE = "_main/" + _HERE + "nested.images/"

def _index_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "--context=oci_image_index //rules/tests/oci_image_index:nested",
        "--out=BIN/" + _HERE + "nested",
        "--digest-out=BIN/" + _HERE + "nested.digest",
        "--image=BIN/" + _HERE + "windows",
        "--image=BIN/" + _HERE + "of_platforms",
        "--annotation=org.opencontainers.image.title=nested = flat",
    ]), by_name(tool_arguments(env, "RtImageIndex")[0]))
    return analysistest.end(env)

_index_test = analysistest.make(_index_test_impl)

def _platforms_test_impl(ctx):
    env = analysistest.begin(ctx)
    image = analysistest.target_under_test(env)[ImageInfo]
    layouts = [each.image.layout.path for each in image.images]
    asserts.equals(env, 2, len(layouts))
    asserts.true(env, layouts[0] != layouts[1], "one image for each platform")
    asserts.equals(env, ["0", "1"], [each.scope for each in image.images])
    asserts.equals(env, [_HERE + "image"] * 2 + [_DATA + "hello.tar"], short_paths(image.blobs))
    return analysistest.end(env)

_platforms_test = analysistest.make(_platforms_test_impl)

def _copies_test_impl(ctx):
    env = analysistest.begin(ctx)
    copies = tool_arguments(env, "RtImageExport", count = 2)
    asserts.equals(env, [["oci-dir"], ["oci-tar"]], sorted([by_name(copy)["format"] for copy in copies]))
    asserts.equals(env, by_name([
        "--image=BIN/" + _HERE + "nested",
        "--layers={}0\tBIN/{}windows.0.0.layers.json".format(_SCOPE, _HERE),
        "--layers={}1/0\tBIN/{}image.0.0.layers.json".format(_SCOPE, _HERE),
        "--layers={}1/1\tBIN/{}image.0.0.layers.json".format(_SCOPE, _HERE),
        "--",
        "file\t{0}0/_main/{1}third.tar.zst\t{1}third.tar.zst".format(_SCOPE, _DATA),
        "file\t{0}1/0/_main/{1}hello.tar\t{1}hello.tar".format(_SCOPE, _DATA),
        "file\t{0}1/1/_main/{1}hello.tar\t{1}hello.tar".format(_SCOPE, _DATA),
    ]), by_name(copies[0], without = ["context", "format", "out"]))
    groups = analysistest.target_under_test(env)[OutputGroupInfo]
    asserts.false(env, hasattr(groups, "docker_tarball"), "docker save has no form for an index")
    return analysistest.end(env)

_copies_test = analysistest.make(_copies_test_impl)

def _push_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "--image=_main/" + _HERE + "nested",
        "--layers={0}0\t{0}0/_main/{1}windows.0.0.layers.json".format(_SCOPE, _HERE),
        "--layers={0}1/0\t{0}1/0/_main/{1}image.0.0.layers.json".format(_SCOPE, _HERE),
        "--layers={0}1/1\t{0}1/1/_main/{1}image.0.0.layers.json".format(_SCOPE, _HERE),
    ]), by_name(run_arguments(env), without = ["command", "context"]))
    runfiles = analysistest.target_under_test(env)[DefaultInfo].default_runfiles
    places = {entry.path: entry.target_file.short_path for entry in runfiles.root_symlinks.to_list()}
    asserts.equals(env, {
        _SCOPE + "0/_main/" + _HERE + "windows": _HERE + "windows",
        _SCOPE + "0/_main/" + _HERE + "windows.0.0.layers.json": _HERE + "windows.0.0.layers.json",
        _SCOPE + "0/_main/" + _DATA + "third.tar.zst": _DATA + "third.tar.zst",
        _SCOPE + "1/_main/" + _HERE + "of_platforms": _HERE + "of_platforms",
        _SCOPE + "1/0/_main/" + _HERE + "image": _HERE + "image",
        _SCOPE + "1/0/_main/" + _HERE + "image.0.0.layers.json": _HERE + "image.0.0.layers.json",
        _SCOPE + "1/0/_main/" + _DATA + "hello.tar": _DATA + "hello.tar",
        _SCOPE + "1/1/_main/" + _HERE + "image": _HERE + "image",
        _SCOPE + "1/1/_main/" + _HERE + "image.0.0.layers.json": _HERE + "image.0.0.layers.json",
        _SCOPE + "1/1/_main/" + _DATA + "hello.tar": _DATA + "hello.tar",
    }, places)
    return analysistest.end(env)

_push_test = analysistest.make(_push_test_impl)

def oci_image_index_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _index_test(name = name + "_index_test", target_under_test = ":nested")
    _platforms_test(name = name + "_platforms_test", target_under_test = ":of_platforms")
    _copies_test(name = name + "_copies_test", target_under_test = ":nested")
    _push_test(name = name + "_push_test", target_under_test = ":push")
