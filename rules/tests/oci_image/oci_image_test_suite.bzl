"""Actions and providers of oci_image."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:oci.bzl", "oci_image")
load("//rules:providers.bzl", "ImageInfo")
load("//rules/tests/support:actions.bzl", "by_name", "short_paths", "tool_arguments")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/oci_image/"
_DATA = "rules/tests/testdata/"

def _options_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtImageBuild")[0]
    asserts.equals(env, by_name([
        "--context=oci_image //rules/tests/oci_image:full",
        "--out=BIN/" + _HERE + "full",
        "--digest-out=BIN/" + _HERE + "full.digest",
        "--os=linux",
        "--architecture=amd64",
        "--stop-signal=SIGINT",
        "--user=1000:1000",
        "--workdir=/opt",
        "--cmd=--port",
        "--cmd=80 80",
        "--cmd=two\\nlines",
        "--cmd=back\\\\slash",
        "--cmd=",
        "--entrypoint=/opt/server",
        "--entrypoint=--quiet",
        "--exposed-port=8080",
        "--exposed-port=53/udp",
        "--volume=/var/cache",
        "--annotation=org.opencontainers.image.title=full",
        "--env=PATH=/usr/bin:/bin",
        "--env=EXTENDED=${PATH}:/opt/bin",
        "--env=UNKNOWN=<$NOT_THERE>",
        "--env=SIGN=a=b",
        "--label=team=models",
        "--label=quote=\"q\"",
        "--layers=BIN/" + _HERE + "full.0.0.layers.json",
        "--layers=BIN/" + _HERE + "full.1.0.layers.json",
        "--layers=BIN/" + _HERE + "full.2.0.layers.json",
        "--",
        "file\t_main/{0}hello.tar\t{0}hello.tar".format(_DATA),
        "file\t_main/{0}more.tar.gz\t{0}more.tar.gz".format(_DATA),
        "file\t_main/{0}third.tar.zst\t{0}third.tar.zst".format(_DATA),
    ]), by_name(arguments))
    return analysistest.end(env)

_options_test = analysistest.make(_options_test_impl)

def _files_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtImageBuild")[0]
    for option, file in {
        "annotations-file": "annotations",
        "cmd-file": "cmd",
        "created-file": "created",
        "entrypoint-file": "entrypoint",
        "env-file": "env",
        "exposed-ports-file": "ports",
        "labels-file": "labels",
        "volumes-file": "volumes",
    }.items():
        asserts.true(env, "--{}=BIN/{}{}.txt".format(option, _HERE, file) in arguments, option)
    return analysistest.end(env)

_files_test = analysistest.make(_files_test_impl)

def _base_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtImageBuild")[0]
    asserts.equals(env, [
        "--base=BIN/" + _HERE + "chain_1",
        "--base-layers=BIN/" + _HERE + "full.0.0.layers.json",
        "--base-layers=BIN/" + _HERE + "full.1.0.layers.json",
        "--base-layers=BIN/" + _HERE + "full.2.0.layers.json",
        "--base-layers=BIN/" + _HERE + "chain_1.0.0.layers.json",
        "--layers=BIN/" + _HERE + "chain_2.0.0.layers.json",
    ], [argument for argument in arguments if argument.startswith("--base") or argument.startswith("--layers")])
    return analysistest.end(env)

_base_test = analysistest.make(_base_test_impl)

def _clear_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtImageBuild")[0]
    asserts.true(env, "--clear-entrypoint" in arguments)
    asserts.true(env, "--clear-cmd" in arguments)
    return analysistest.end(env)

_clear_test = analysistest.make(_clear_test_impl)

def _platform_test_impl(ctx):
    env = analysistest.begin(ctx)
    options = by_name(tool_arguments(env, "RtImageBuild")[0])
    for option, value in {"architecture": "arm", "os": "linux", "variant": "v7"}.items():
        asserts.equals(env, [value], options.get(option), option)
    return analysistest.end(env)

_platform_test = analysistest.make(
    _platform_test_impl,
    config_settings = {"//command_line_option:platforms": str(Label("//rules/tests/oci_image:linux_armv7"))},
)

def _describe_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, [
        "--context=oci_image //rules/tests/oci_image:minimal",
        "--tar={}hello.tar".format(_DATA),
        "--key=_main/{}hello.tar".format(_DATA),
        "--layers=BIN/{}minimal.0.0.layers.json".format(_HERE),
    ], tool_arguments(env, "RtLayerDescribe")[0])
    return analysistest.end(env)

_describe_test = analysistest.make(_describe_test_impl)

def _mixed_test_impl(ctx):
    env = analysistest.begin(ctx)
    layers = [
        argument.rpartition("/")[2]
        for argument in tool_arguments(env, "RtImageBuild")[0]
        if argument.startswith("--layers")
    ]
    name = analysistest.target_under_test(env).label.name
    asserts.equals(env, [name + ".0.0.layers.json", name + ".0.1.layers.json"], layers)
    return analysistest.end(env)

_mixed_test = analysistest.make(_mixed_test_impl)

def _providers_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    image = target[ImageInfo]
    asserts.equals(env, _HERE + "chain_1", image.layout.short_path)
    asserts.true(env, image.layout.is_directory)
    asserts.equals(env, _HERE + "chain_1.digest", image.digest.short_path)
    asserts.equals(
        env,
        [_HERE + "full", _DATA + "hello.tar", _DATA + "more.tar.gz", _DATA + "third.tar.zst"],
        short_paths(image.blobs),
    )
    asserts.equals(env, [], image.sources.to_list())
    asserts.equals(env, [], image.images)
    asserts.equals(env, [_HERE + "chain_1"], short_paths(target[DefaultInfo].files))
    asserts.equals(
        env,
        short_paths([image.layout] + image.blobs.to_list() + image.layer_sets.to_list()),
        short_paths(target[DefaultInfo].default_runfiles.files),
    )
    groups = target[OutputGroupInfo]
    asserts.equals(env, [_HERE + "chain_1.digest"], short_paths(groups.digest))
    asserts.equals(env, [_HERE + "chain_1.oci_layout"], short_paths(groups.oci_layout))
    asserts.equals(env, [_HERE + "chain_1.oci.tar"], short_paths(groups.oci_tarball))
    asserts.equals(env, [_HERE + "chain_1.docker.tar"], short_paths(groups.docker_tarball))
    return analysistest.end(env)

_providers_test = analysistest.make(_providers_test_impl)

def _copies_test_impl(ctx):
    env = analysistest.begin(ctx)
    copies = {by_name(copy)["format"][0]: copy for copy in tool_arguments(env, "RtImageExport", count = 3)}
    asserts.equals(env, ["docker-tar", "oci-dir", "oci-tar"], sorted(copies))
    asserts.equals(env, by_name([
        "--out=BIN/{}minimal.oci_layout".format(_HERE),
        "--image=BIN/{}minimal".format(_HERE),
        "--layers=BIN/{}minimal.0.0.layers.json".format(_HERE),
        "--",
        "file\t_main/{0}hello.tar\t{0}hello.tar".format(_DATA),
    ]), by_name(copies["oci-dir"], without = ["context", "format"]))
    return analysistest.end(env)

_copies_test = analysistest.make(_copies_test_impl)

def _digest_target_test_impl(ctx):
    env = analysistest.begin(ctx)
    files = analysistest.target_under_test(env)[DefaultInfo].files
    asserts.equals(env, [_HERE + "minimal.digest"], short_paths(files))
    return analysistest.end(env)

_digest_target_test = analysistest.make(_digest_target_test_impl)

def oci_image_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    native.filegroup(
        name = name + "_two_files",
        srcs = ["//rules/tests/testdata:hello.tar", "//rules/tests/testdata:more.tar.gz"],
    )
    oci_image(
        name = name + "_two_files_image",
        architecture = "amd64",
        os = "linux",
        tars = [name + "_two_files"],
    )
    _options_test(name = name + "_options_test", target_under_test = ":full")
    _files_test(name = name + "_files_test", target_under_test = ":from_files")
    _base_test(name = name + "_base_test", target_under_test = ":chain_2")
    _clear_test(name = name + "_clear_test", target_under_test = ":cleared")
    _platform_test(name = name + "_platform_test", target_under_test = ":of_platform")
    _describe_test(name = name + "_describe_test", target_under_test = ":minimal")
    _mixed_test(name = name + "_mixed_test", target_under_test = name + "_two_files_image")
    _providers_test(name = name + "_providers_test", target_under_test = ":chain_1")
    _copies_test(name = name + "_copies_test", target_under_test = ":minimal")
    _digest_target_test(name = name + "_digest_target_test", target_under_test = ":minimal.digest")
