"""Actions and providers of weights_layer, and what it refuses."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:model.bzl", "weights_layer")
load("//rules:providers.bzl", "ImageInfo", "LayerSetInfo")
load("//rules/tests/support:actions.bzl", "by_name", "short_paths", "tool_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/weights_layer/"

def _options_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtLayerWeights")[0]
    asserts.equals(env, by_name([
        "--context=weights_layer //rules/tests/weights_layer:moved",
        "--layers=BIN/" + _HERE + "moved.layers.json",
        "--bundle-below=1024",
        "--mode=0440",
        "--owner=65532:1000",
        "--prefix=/models/llm",
        "--strip-prefix=rules/tests/weights_layer",
    ]), by_name(arguments, without = ["operands"]))
    operands = by_name(arguments)["operands"]
    sources = [operand for operand in operands if operand.startswith("source\t")]
    keys = [operand for operand in operands if operand.startswith("key\t")]
    asserts.equals(env, operands, sources + keys)
    asserts.equals(env, [
        "source\t{0}checked_in\t{0}checked_in".format(_HERE),
        "source\t{0}shards/part-a.safetensors\tBIN/{0}shards/part-a.safetensors".format(_HERE),
    ], sources[:2])
    asserts.equals(env, [
        "key\t_main/{0}checked_in\t{0}checked_in".format(_HERE),
        "key\t_main/{0}shards/part-a.safetensors\tBIN/{0}shards/part-a.safetensors".format(_HERE),
    ], keys[:2])
    return analysistest.end(env)

_options_test = analysistest.make(_options_test_impl)

def _providers_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    sources = [_HERE + "shards/part-a.safetensors", _HERE + "shards/part-d.safetensors"]
    asserts.equals(env, [_HERE + "plain.layers.json"], short_paths(target[DefaultInfo].files))
    asserts.equals(env, [_HERE + "plain.layers.json"], short_paths(target[LayerSetInfo].layer_sets))
    asserts.equals(env, sources, short_paths(target[LayerSetInfo].sources))
    asserts.equals(env, [], short_paths(target[LayerSetInfo].blobs))
    asserts.equals(
        env,
        [_HERE + "plain.layers.json"] + sources,
        short_paths(target[DefaultInfo].default_runfiles.files),
    )
    return analysistest.end(env)

_providers_test = analysistest.make(_providers_test_impl)

def _image_test_impl(ctx):
    """Weights are not inputs of the action that makes the image, only of what streams them."""
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    weights = _HERE + "shards/part-a.safetensors"
    for action in analysistest.target_actions(env):
        if action.mnemonic in ["RtImageBuild", "RtImageExport"]:
            asserts.equals(
                env,
                action.mnemonic == "RtImageExport",
                weights in short_paths(action.inputs),
                action.mnemonic,
            )
    asserts.true(env, weights in short_paths(target[ImageInfo].sources))
    asserts.true(env, weights in short_paths(target[DefaultInfo].default_runfiles.files))
    return analysistest.end(env)

_image_test = analysistest.make(_image_test_impl)

def weights_layer_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _options_test(name = name + "_options_test", target_under_test = ":moved")
    _providers_test(name = name + "_providers_test", target_under_test = ":plain")
    _image_test(name = name + "_image_test", target_under_test = ":image")
    _image_test(name = name + "_over_weights_test", target_under_test = ":over_weights")
    weights_layer(
        name = name + "_subject",
        srcs = [":part_a"],
        bundle_below = -1,
        max_layer_size = "10 GiB",
        max_layers = 0,
        mode = "0999",
        owner = "nonroot",
        prefix = "../models",
        strip_prefix = "a/../b",
        tags = ["manual"],
    )
    failure_test(
        name = name + "_all_mistakes_at_once_test",
        lines = [
            "weights_layer //rules/tests/weights_layer:{}_subject: Cannot use bundle_below = \"-1\"".format(name),
            "\n  accepted: a whole number of bytes",
            "\n  fix: bundle_below = 64 * 1024 * 1024",
            "Cannot use max_layer_size = \"10 GiB\"",
            "\n  accepted: a whole number of bytes from 1 on",
            "Cannot use max_layers = \"0\"",
            "Cannot use mode = \"0999\"",
            "\n  accepted: three to five octal digits",
            "Cannot use owner = \"nonroot\"",
            "Cannot use prefix = \"../models\"",
            "Cannot use strip_prefix = \"a/../b\"",
        ],
        target_under_test = name + "_subject",
    )
