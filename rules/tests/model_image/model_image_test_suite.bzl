"""Which file of a program is in which layer, how the program starts, and what model_image refuses."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts", "unittest")
load("//rules:model.bzl", "model_image")
load("//rules:providers.bzl", "ImageInfo")
load("//rules/private/attributes:common_attributes.bzl", "keyword_mistakes")
load("//rules/private/model:image_arguments.bzl", "image_path_text")
load("//rules/private/model:macros/model_image.bzl", "platform_mistakes")
load("//rules/tests/support:actions.bzl", "by_name", "run_arguments", "short_paths", "tool_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/model_image/"
_RUNFILES = "srv/" + _HERE + "server.runfiles"
_OTHER = "external/rt_test_other+/data/file.txt"

def _entries(arguments):
    return arguments[arguments.index("--") + 1:]

def _layers_test_impl(ctx):
    env = analysistest.begin(ctx)
    third_party, own = tool_arguments(env, "RtLayerTar", count = 2)
    asserts.equals(env, [
        "under\tsrv",
        "under\t" + _RUNFILES,
        "source\trt_test_other+/data/file.txt\t" + _OTHER,
        "source\t_main/linked/file.txt\t" + _OTHER,
    ], _entries(third_party))
    asserts.equals(env, [
        "under\tsrv",
        "source\t{0}server\tBIN/{0}server".format(_HERE),
        "under\t" + _RUNFILES,
        "source\t_main/{0}server.json\tBIN/{0}server.json".format(_HERE),
        "source\t_main/{0}server\tBIN/{0}server".format(_HERE),
        "source\t_main/{0}extra.txt\tBIN/{0}extra.txt".format(_HERE),
        "source\t_repo_mapping\tBIN/{}server.repo_mapping".format(_HERE),
    ], _entries(own))
    return analysistest.end(env)

_layers_test = analysistest.make(_layers_test_impl)

def _weights_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtLayerWeights")[0]
    asserts.equals(env, by_name([
        "--max-layers-file=BIN/{}image.image.layer_budget".format(_HERE),
        "--bundle-below=8",
        "--mode=0755",
    ]), by_name(arguments, without = ["context", "layers", "operands"]))
    asserts.equals(env, [
        "under\t" + _RUNFILES,
        "source\t_main/{0}model.safetensors\tBIN/{0}model.safetensors".format(_HERE),
        "source\t_main/{0}embeddings.dat\tBIN/{0}embeddings.dat".format(_HERE),
        "source\troot/link.safetensors\tBIN/{0}model.safetensors".format(_HERE),
        "key\t_main/{0}model.safetensors\tBIN/{0}model.safetensors".format(_HERE),
        "key\t_main/{0}embeddings.dat\tBIN/{0}embeddings.dat".format(_HERE),
    ], _entries(arguments))
    return analysistest.end(env)

_weights_test = analysistest.make(_weights_test_impl)

def _budget_test_impl(ctx):
    """The layers of the program are counted beforehand, so that an edit of it does not change the budget."""
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "--out=BIN/{}image.image.layer_budget".format(_HERE),
        "--base=rules/tests/testdata/foreign",
        "--layers=BIN/{}image.image.0.0.layers.json".format(_HERE),
        "--os=linux",
        "--architecture=amd64",
        "--reserve=2",
    ]), by_name(tool_arguments(env, "RtLayerBudget")[0], without = ["context"]))
    return analysistest.end(env)

_budget_test = analysistest.make(_budget_test_impl)

def _split_test_impl(ctx):
    """Layers that may become several have to be made before those of the weights are counted."""
    env = analysistest.begin(ctx)
    asserts.equals(env, by_name([
        "--layers=BIN/{}split.image.third_party.layers.json".format(_HERE),
        "--layers=BIN/{}split.image.own.layers.json".format(_HERE),
        "--os=linux",
        "--architecture=amd64",
        "--reserve=0",
        "--most=7",
    ]), by_name(tool_arguments(env, "RtLayerBudget")[0], without = ["context", "out"]))
    for arguments in tool_arguments(env, "RtLayerTar", count = 2):
        asserts.true(env, "--split=9000" in arguments, str(arguments))
    weights = tool_arguments(env, "RtLayerWeights")[0]
    for option in ["--max-layer-size=9000", "--max-layers=7", "--allow-missing-shards"]:
        asserts.true(env, option in weights, option)
    return analysistest.end(env)

_split_test = analysistest.make(_split_test_impl)

def _signs_test_impl(ctx):
    """Weights that hide in directories are refused by the same signs by which others are found."""
    env = analysistest.begin(ctx)
    for arguments in tool_arguments(env, "RtLayerTar", count = 2):
        asserts.true(env, "--weight-suffix=.gguf" in arguments, str(arguments))
        asserts.true(env, "--weight-size=8" in arguments, str(arguments))
    return analysistest.end(env)

_signs_test = analysistest.make(_signs_test_impl)

def _inputs_test_impl(ctx):
    """A code edit re-runs one action; weights and libraries are not inputs of it."""
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    for action in analysistest.target_actions(env):
        inputs = short_paths(action.inputs)
        outputs = short_paths(action.outputs)
        is_own = _HERE + "image.image.own.tar" in outputs
        if action.mnemonic in ["RtLayerTar", "RtLayerWeights"]:
            asserts.equals(env, is_own, _HERE + "server" in inputs, "code in " + str(outputs))
            asserts.equals(
                env,
                action.mnemonic == "RtLayerWeights",
                _HERE + "model.safetensors" in inputs,
                "weights in " + str(outputs),
            )
    asserts.equals(
        env,
        [_HERE + "embeddings.dat", _HERE + "model.safetensors"],
        short_paths(target[ImageInfo].sources),
    )
    return analysistest.end(env)

_inputs_test = analysistest.make(_inputs_test_impl)

def _config_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtImageBuild")[0]
    asserts.equals(env, by_name([
        "--os=linux",
        "--architecture=amd64",
        "--label=rt.runtime.cpu=builtin",
        "--user=65532",
        "--workdir=/{}/_main".format(_RUNFILES),
        "--cmd=--verbose",
        "--entrypoint=/srv/{}server".format(_HERE),
        "--entrypoint=--model=/{}/_main/{}model.safetensors".format(_RUNFILES, _HERE),
        "--entrypoint=--named=_main/{}embeddings.dat".format(_HERE),
        "--entrypoint=--other=/{}/rt_test_other+/data/file.txt".format(_RUNFILES),
        "--entrypoint=--mode=fastbuild",
        "--entrypoint=$HOME",
        "--env=RUNFILES_DIR=/" + _RUNFILES,
        "--env=PRICE=$$5",
        "--env=PATH=$PATH:/opt",
        "--env=CONFIG=/{}/_main/{}extra.txt".format(_RUNFILES, _HERE),
        "--base=rules/tests/testdata/foreign",
        "--layers=BIN/{}image.image.0.0.layers.json".format(_HERE),
        "--layers=BIN/{}image.image.third_party.layers.json".format(_HERE),
        "--layers=BIN/{}image.image.weights.layers.json".format(_HERE),
        "--layers=BIN/{}image.image.own.layers.json".format(_HERE),
    ]), by_name(arguments, without = ["context", "digest-out", "operands", "out"]))
    return analysistest.end(env)

_config_test = analysistest.make(
    _config_test_impl,
    config_settings = {
        "//command_line_option:compilation_mode": "fastbuild",
        "//command_line_option:platforms": str(Label("//platforms:linux_amd64")),
    },
)

def _bare_test_impl(ctx):
    env = analysistest.begin(ctx)
    tool_arguments(env, "RtLayerWeights", count = 0)
    arguments = tool_arguments(env, "RtImageBuild")[0]
    root = "/{}server.runfiles".format(_HERE)
    asserts.true(env, "--workdir={}/_main".format(root) in arguments)
    asserts.equals(env, [
        "--entrypoint=/{}server".format(_HERE),
        "--entrypoint=--config",
        "--entrypoint={}/_main/{}server.json".format(root, _HERE),
        "--entrypoint=--all={}server.json".format(_HERE),
        "--entrypoint=two words",
        "--entrypoint=_main/{}model.safetensors".format(_HERE),
        "--entrypoint=$HOME",
        "--env=RUNFILES_DIR=" + root,
        "--env=CONFIG={}/_main/{}server.json".format(root, _HERE),
        "--env=PRICE=$$5",
    ], _started(arguments))
    return analysistest.end(env)

def _started(arguments):
    return [line for line in arguments if line.startswith("--entrypoint=") or line.startswith("--env=")]

_bare_test = analysistest.make(_bare_test_impl)

def _elsewhere_test_impl(ctx):
    env = analysistest.begin(ctx)
    root = "/opt/rules/tests/content/program.runfiles"
    asserts.equals(env, [
        "--entrypoint=/opt/rules/tests/content/program",
        "--entrypoint=--data={}/_main/rules/tests/content/data.txt".format(root),
        "--env=RUNFILES_DIR=" + root,
        "--env=CONFIG=none",
    ], _started(tool_arguments(env, "RtImageBuild")[0]))
    return analysistest.end(env)

_elsewhere_test = analysistest.make(_elsewhere_test_impl)

def _without_args_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = [line for line in tool_arguments(env, "RtImageBuild")[0] if line.startswith("--entrypoint=")]
    asserts.equals(env, ["--entrypoint=/{}server".format(_HERE)], arguments)
    return analysistest.end(env)

_without_args_test = analysistest.make(_without_args_test_impl)

def _push_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, ["ghcr.io/org/server"], by_name(run_arguments(env))["repository"])
    runfiles = short_paths(analysistest.target_under_test(env)[DefaultInfo].default_runfiles.files)
    asserts.true(env, _HERE + "model.safetensors" in runfiles)
    return analysistest.end(env)

_push_test = analysistest.make(_push_test_impl)

def _index_test_impl(ctx):
    env = analysistest.begin(ctx)
    images = analysistest.target_under_test(env)[ImageInfo].images
    asserts.equals(env, ["0", "1"], [each.scope for each in images], "one image for each platform")
    return analysistest.end(env)

_index_test = analysistest.make(_index_test_impl)

def _push_index_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = by_name(run_arguments(env))
    asserts.equals(env, ["{tag}-{platform}"], arguments["platform-tag"])
    asserts.equals(env, ["v1"], arguments["remote-tag"])
    asserts.equals(env, ["_main/" + _HERE + "server.json"], arguments["repository-file"])
    return analysistest.end(env)

_push_index_test = analysistest.make(_push_index_test_impl)

def _load_test_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.equals(env, ["org/server:latest"], by_name(run_arguments(env))["repo-tag"])
    return analysistest.end(env)

_load_test = analysistest.make(_load_test_impl)

def _image_path_text_test_impl(ctx):
    env = unittest.begin(ctx)
    for text, expected in {
        "": "",
        "plain": "plain",
        "$$(location :a)": "$$(location :a)",
        "$(location :a) $(rootpath :b)": "/r/$(rlocationpath :a) /r/$(rlocationpath :b)",
        "$(rlocationpath :a)": "$(rlocationpath :a)",
        "$(locations :a) $(execpaths :a)": "$(rootpaths :a) $(rootpaths :a)",
        "x=$$$(execpath :a)": "x=$$/r/$(rlocationpath :a)",
    }.items():
        asserts.equals(env, expected, image_path_text(text, "/r"), text)
    return unittest.end(env)

_image_path_text_test = unittest.make(_image_path_text_test_impl)

def _macro_mistakes_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, [], platform_mistakes("//p:a", None))
    asserts.equals(env, [], platform_mistakes(None, ["//p:a"]))
    asserts.equals(
        env,
        ["Cannot choose between platform and platforms"],
        [one.message for one in platform_mistakes("//p:a", ["//p:b"])],
    )
    [unknown] = keyword_mistakes(["name"], {"colour": 1})
    asserts.equals(env, None, unknown.fix)
    [known] = keyword_mistakes(["name"], {"loader": 1, "mutate": 1, "tags": []})
    asserts.equals(env, "Cannot use unknown keywords: loader, mutate", known.message)
    asserts.true(env, "loader: leave it out" in known.fix and "mutate: give strip_prefix" in known.fix)
    return unittest.end(env)

_macro_mistakes_test = unittest.make(_macro_mistakes_test_impl)

def model_image_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the test suite.
    """
    _layers_test(name = name + "_layers_test", target_under_test = ":image.image")
    _weights_test(name = name + "_weights_test", target_under_test = ":image.image")
    _budget_test(name = name + "_budget_test", target_under_test = ":image.image")
    _split_test(name = name + "_split_test", target_under_test = ":split.image")
    _signs_test(name = name + "_signs_test", target_under_test = ":image.image")
    _elsewhere_test(name = name + "_elsewhere_test", target_under_test = ":elsewhere")
    _without_args_test(name = name + "_without_args_test", target_under_test = ":without_args")
    _inputs_test(name = name + "_inputs_test", target_under_test = ":image.image")
    _config_test(name = name + "_config_test", target_under_test = ":image.image")
    _bare_test(name = name + "_bare_test", target_under_test = ":bare")
    _push_test(name = name + "_push_test", target_under_test = ":push")
    _index_test(name = name + "_index_test", target_under_test = ":both")
    _push_index_test(name = name + "_push_index_test", target_under_test = ":push_both")
    _macro_mistakes_test(name = name + "_macro_mistakes_test")
    _load_test(name = name + "_load_test", target_under_test = ":load")
    _image_path_text_test(name = name + "_image_path_text_test")
    model_image(
        name = name + "_subject",
        args = ["--weights=$(locations :model)"],
        base = ":config",
        binary = ":server",
        env = {"ALL": "$(rootpaths :model)"},
        exposed_ports = ["http"],
        max_layer_size = 0,
        tags = ["manual"],
        tars = [":config"],
        weights = [":model"],
        workdir = "srv",
    )
    model_image(
        name = name + "_unknown_platform",
        binary = ":server",
        platform = "//rules/tests/oci_image:unknown",
        tags = ["manual"],
    )
    failure_test(
        name = name + "_unknown_platform_test",
        lines = [
            "model_image //rules/tests/model_image:{}_unknown_platform: ".format(name) +
            "Cannot tell the os of the image",
            "\n  fix: set platform = \"@rt//platforms:linux_amd64\" in rules/tests/model_image/BUILD.bazel",
        ],
        target_under_test = name + "_unknown_platform",
    )
    failure_test(
        name = name + "_all_mistakes_at_once_test",
        lines = [
            "model_image //rules/tests/model_image:{}_subject: Cannot read an image from base".format(name),
            "Cannot use a file in tars as a layer",
            "Cannot expose an invalid port: it is \"http\"",
            "Cannot use a relative path in workdir: it is \"srv\"",
            "Cannot use max_layer_size = \"0\"",
            "Cannot list several paths in one value of args: it is \"--weights=$(locations :model)\"",
            "\n  accepted: $(location LABEL), $(execpath LABEL), $(rootpath LABEL) or $(rlocationpath LABEL), for a " +
            "target of one file or directory",
            "\n  fix: name the directory, or each file in an element of its own",
            "Cannot list several paths in one value of env: it is \"$(rootpaths :model)\"",
        ],
        target_under_test = name + "_subject",
    )
