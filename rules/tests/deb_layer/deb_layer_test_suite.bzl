"""Actions and providers of deb_layer, and what it refuses."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:deb.bzl", "deb_layer")
load("//rules:providers.bzl", "LayerSetInfo")
load("//rules/private/attributes:unusable.bzl", "unusable")
load("//rules/private/layer:layer_list.bzl", "layer_list")
load("//rules/tests/support:actions.bzl", "by_name", "short_paths", "tool_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/deb_layer/"

def _options_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtLayerDeb")[0]
    asserts.equals(env, by_name([
        "--context=deb_layer //rules/tests/deb_layer:unmerged",
        "--out=BIN/" + _HERE + "unmerged.tar.zst",
        "--layers=BIN/" + _HERE + "unmerged.layers.json",
        "--key=_main/" + _HERE + "unmerged.tar.zst",
        "--architecture=amd64",
        "--compress=zstd",
        "--contents=all",
        "--database=status.d",
        "--path-exclude=/usr/share/none/*",
        "--documentation",
        "--",
        _HERE + "app_2.0-1_all.deb",
        _HERE + "libfoo_1.0_all.deb",
    ]), by_name(arguments))
    return analysistest.end(env)

_options_test = analysistest.make(_options_test_impl)

def _platform_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.true(env, "--architecture=" + ctx.attr.architecture in tool_arguments(env, "RtLayerDeb")[0])
    return analysistest.end(env)

_ATTRS = {"architecture": attr.string(doc = "What Debian calls it.", mandatory = True)}

_arm64_test = analysistest.make(
    _platform_test_impl,
    attrs = _ATTRS,
    config_settings = {"//command_line_option:platforms": str(Label("//platforms:linux_arm64"))},
)

def _list_test_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[LayerSetInfo]
    names = [_HERE + "files", _HERE + "database"]
    layer_sets = [file.short_path for file in info.layer_sets.to_list()]
    asserts.equals(env, [name + ".layers.json" for name in names], layer_sets)
    asserts.equals(env, sorted([name + ".tar" for name in names]), sorted(short_paths(info.blobs)))
    asserts.equals(env, [], short_paths(info.sources))
    return analysistest.end(env)

_list_test = analysistest.make(_list_test_impl)

def _failures(name):
    deb_layer(
        name = name + "_no_deb",
        architecture = "amd64",
        debs = ["BUILD.bazel"],
        tags = ["manual"],
        testonly = True,
    )
    deb_layer(
        name = name + "_path_exclude",
        architecture = "amd64",
        debs = ["app_2.0-1_all.deb"],
        path_exclude = ["usr/share/doc"],
        tags = ["manual"],
        testonly = True,
    )
    failure_test(
        name = name + "_path_exclude_test",
        lines = [
            'Cannot leave out "usr/share/doc"',
            'accepted: absolute paths, in which * is any text, such as "/usr/share/locale/*"',
        ],
        target_under_test = name + "_path_exclude",
    )
    failure_test(
        name = name + "_no_deb_test",
        lines = [
            'deb_layer //rules/tests/deb_layer:{}_no_deb: Cannot use "BUILD.bazel" in debs'.format(name),
            "accepted: files with the extension .deb",
        ],
        target_under_test = name + "_no_deb",
    )
    deb_layer(
        name = name + "_architecture",
        architecture = "m68k",
        debs = ["app_2.0-1_all.deb"],
        tags = ["manual"],
        testonly = True,
    )
    failure_test(
        name = name + "_architecture_test",
        lines = [
            'Cannot find packages for "m68k" of architecture',
            "accepted: 386, amd64, arm, arm64, ppc64le, riscv64, s390x",
        ],
        target_under_test = name + "_architecture",
    )
    unusable(
        name = name + "_unusable",
        accepted = "a lock file",
        fix = "bazel run @debian//:lock",
        message = "Cannot use packages that are not locked",
        speaker = "apt.install debian",
        tags = ["manual"],
        testonly = True,
    )
    failure_test(
        name = name + "_unusable_test",
        lines = [
            "apt.install debian: Cannot use packages that are not locked",
            "accepted: a lock file",
            "fix: bazel run @debian//:lock",
        ],
        target_under_test = name + "_unusable",
    )
    return [name + case for case in [
        "_no_deb_test",
        "_path_exclude_test",
        "_architecture_test",
        "_unusable_test",
    ]]

def deb_layer_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite, and first part of the names of its tests.
    """
    _options_test(name = name + "_options_test", target_under_test = ":unmerged")
    deb_layer(
        name = name + "_platform",
        debs = ["app_2.0-1_all.deb"],
        tags = ["manual"],
        testonly = True,
    )
    _arm64_test(name = name + "_arm64_test", architecture = "arm64", target_under_test = name + "_platform")
    layer_list(
        name = name + "_list",
        layers = [":files", ":database"],
        testonly = True,
    )
    _list_test(name = name + "_list_test", target_under_test = name + "_list")
    native.test_suite(
        name = name,
        tests = [name + case for case in ["_options_test", "_arm64_test", "_list_test"]] + _failures(name),
    )
