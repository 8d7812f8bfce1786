"""What platform_transition_filegroup and platform_transition_binary forward, and that they change the platform."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:oci.bzl", "oci_image")
load("//rules:providers.bzl", "ImageInfo", "LayerSetInfo")
load("//rules:transitions.bzl", "platform_transition_binary", "platform_transition_filegroup")
load("//rules/tests/support:actions.bzl", "short_paths")
load(":subject.bzl", "subject_binary", "subject_layer")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/transitions/"

def _merges_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    asserts.equals(env, [_HERE + "first.arm64.tar", _HERE + "second.arm64.tar"], short_paths(target[DefaultInfo].files))
    asserts.equals(
        env,
        [_HERE + "first.data", _HERE + "second.data"],
        short_paths(target[DefaultInfo].default_runfiles.files),
    )
    asserts.equals(
        env,
        [_HERE + "first.arm64.tar", _HERE + "second.arm64.tar"],
        short_paths(target[OutputGroupInfo].copies),
    )
    return analysistest.end(env)

_merges_test = analysistest.make(_merges_test_impl)

def _layers_test_impl(ctx):
    env = analysistest.begin(ctx)
    layers = analysistest.target_under_test(env)[LayerSetInfo]
    asserts.equals(
        env,
        ["second.json", "first.json"],
        [file.basename for file in layers.layer_sets.to_list()],
        "layers keep the order of srcs",
    )
    asserts.equals(env, [_HERE + "first.arm64.tar", _HERE + "second.arm64.tar"], short_paths(layers.blobs))
    asserts.equals(env, [_HERE + "first.data", _HERE + "second.data"], short_paths(layers.sources))
    return analysistest.end(env)

_layers_test = analysistest.make(_layers_test_impl)

def _one_image_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    asserts.equals(env, _HERE + "transitions_tests_image", target[ImageInfo].layout.short_path)
    asserts.true(env, hasattr(target[OutputGroupInfo], "docker_tarball"))
    return analysistest.end(env)

_one_image_test = analysistest.make(_one_image_test_impl)

def _several_images_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    asserts.false(env, ImageInfo in target)
    asserts.equals(env, 2, len(target[OutputGroupInfo].digest.to_list()))
    return analysistest.end(env)

_several_images_test = analysistest.make(_several_images_test_impl)

def _plain_file_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    asserts.false(env, LayerSetInfo in target, "a plain file must not vanish behind the layers of its neighbours")
    asserts.false(env, ImageInfo in target)
    return analysistest.end(env)

_plain_file_test = analysistest.make(_plain_file_test_impl)

def _binary_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    executable = target[DefaultInfo].files_to_run.executable
    asserts.equals(env, _HERE + "transitions_tests_binary/subject.arm64", executable.short_path)
    asserts.equals(env, [executable.short_path], short_paths(target[DefaultInfo].files))
    asserts.equals(
        env,
        [_HERE + "subject.arm64", _HERE + "subject.data", executable.short_path],
        short_paths(target[DefaultInfo].default_runfiles.files),
    )
    info = target[RunEnvironmentInfo]
    asserts.equals(env, {"KEPT": "binary", "SHARED": "target", "TAKEN": "target"}, info.environment)
    asserts.equals(env, ["HOME"], info.inherited_environment)
    return analysistest.end(env)

_binary_test = analysistest.make(_binary_test_impl)

def _select_test_impl(ctx):
    env = analysistest.begin(ctx)
    files = analysistest.target_under_test(env)[DefaultInfo].files
    asserts.equals(env, [_HERE + "first.amd64.tar"], short_paths(files))
    return analysistest.end(env)

_select_test = analysistest.make(_select_test_impl)

def _nothing_else_changes_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    asserts.equals(env, "opt", target[OutputGroupInfo].mode.to_list()[0].basename)
    return analysistest.end(env)

_nothing_else_changes_test = analysistest.make(
    _nothing_else_changes_test_impl,
    config_settings = {"//command_line_option:compilation_mode": "opt"},
)

def transitions_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    subject_layer(name = "first")
    subject_layer(name = "second")
    _filegroup(name + "_layers", [":second", ":first"])
    _merges_test(name = name + "_merges_test", target_under_test = name + "_layers")
    _layers_test(name = name + "_layers_test", target_under_test = name + "_layers")
    _nothing_else_changes_test(name = name + "_nothing_else_changes_test", target_under_test = name + "_layers")

    oci_image(name = name + "_image", tags = ["manual"], tars = [":first"])
    oci_image(name = name + "_other_image", tags = ["manual"], tars = [":second"])
    _filegroup(name + "_one_image", [name + "_image"])
    _filegroup(name + "_several_images", [name + "_image", name + "_other_image"])
    _filegroup(name + "_plain_file", [":first", "//rules/tests/testdata:hello.tar"])
    _one_image_test(name = name + "_one_image_test", target_under_test = name + "_one_image")
    _several_images_test(name = name + "_several_images_test", target_under_test = name + "_several_images")
    _plain_file_test(name = name + "_plain_file_test", target_under_test = name + "_plain_file")

    subject_binary(name = "subject")
    platform_transition_binary(
        name = name + "_binary",
        binary = ":subject",
        env = {"SHARED": "target", "TAKEN": "target"},
        tags = ["manual"],
        target_platform = "//platforms:linux_arm64",
    )
    _binary_test(name = name + "_binary_test", target_under_test = name + "_binary")

    platform_transition_filegroup(
        name = name + "_select",
        srcs = [":first"],
        tags = ["manual"],
        target_platform = select({"//conditions:default": "//platforms:linux_amd64"}),
    )
    _select_test(name = name + "_select_test", target_under_test = name + "_select")

def _filegroup(name, srcs):
    platform_transition_filegroup(
        name = name,
        srcs = srcs,
        tags = ["manual"],
        target_platform = "//platforms:linux_arm64",
    )
