"""What the rules of Bentos ask of the program, and what they refuse."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("//rules:bento.bzl", "bento", "bento_model")
load("//rules:deb.bzl", "deb_layer")
load("//rules:providers.bzl", "BentoInfo", "BentoModelInfo")
load("//rules:python.bzl", "python_interpreter", "python_wheel")
load("//rules/private/pull:pulled_image.bzl", "pulled_image")
load("//rules/private/python:python_runner.bzl", "python_runner")
load("//rules/tests/support:actions.bzl", "run_arguments", "short_paths", "tool_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/bento/"
_TAGS = ["manual"]

def _plan_test_impl(ctx):
    """The bentofile is checked against all that the image has."""
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtBentoPlan")[0]
    for expected in [
        "--bentofile={}bentofile.yaml".format(_HERE),
        "--model=BIN/{}files.model.yaml".format(_HERE),
        "--wheel=bentoml==1.4.40",
        "--deb=app",
        "--python-version=3.11.2",
        "--architecture=amd64",
        "source\tbentofile.yaml\t{}bentofile.yaml".format(_HERE),
        "source\twine/src/serve.py\t{}wine/src/serve.py".format(_HERE),
    ]:
        asserts.true(env, expected in arguments, "{} in {}".format(expected, arguments))
    asserts.false(env, "--base" in arguments, str(arguments))
    return analysistest.end(env)

_plan_test = analysistest.make(_plan_test_impl)

def _base_test_impl(ctx):
    """What was pulled is compared with base_image."""
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtBentoPlan")[0]
    for expected in ["--base", "--base-reference=docker.io/library/python:3.11-slim"]:
        asserts.true(env, expected in arguments, "{} in {}".format(expected, arguments))
    return analysistest.end(env)

_base_test = analysistest.make(_base_test_impl)

def _model_test_impl(ctx):
    env = analysistest.begin(ctx)
    model = analysistest.target_under_test(env)[BentoModelInfo]
    asserts.equals(env, [_HERE + "model/saved_model.pkl"], short_paths(model.files))
    asserts.true(env, model.lacks_document, "model.yaml is made")
    asserts.equals(env, [
        "--context=bento_model //rules/tests/bento:files",
        "--document-out=BIN/{}files.model.yaml".format(_HERE),
        "--place-out=BIN/{}files.place".format(_HERE),
        "--tag-out=BIN/{}files.tag".format(_HERE),
        "--framework=sklearn",
        "--module=bentoml.sklearn",
        "--tag=grapes",
        "--framework-version=scikit-learn=1.7.2",
        "--label=a=b",
        "--batchable=score",
        "--signature=predict",
        "--signature=score",
        "--",
        "source\tmodel/saved_model.pkl\t{}model/saved_model.pkl".format(_HERE),
    ], tool_arguments(env, "RtBentoModel")[0])
    return analysistest.end(env)

_model_test = analysistest.make(_model_test_impl)

def _layers_test_impl(ctx):
    """Models are described where they are, by paths that another action has found."""
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtLayerWeights")[0]
    lines = arguments[arguments.index("--") + 1:]
    asserts.true(env, lines[0].startswith("under-file\t") and lines[0].endswith("grapes.place"), lines[0])
    asserts.equals(env, [
        "source\tmodel.yaml\t{}model/model.yaml".format(_HERE),
        "source\tsaved_model.pkl\t{}model/saved_model.pkl".format(_HERE),
    ], lines[1:3])
    asserts.equals(env, "under\thome/bentoml/bento/models", lines[3])
    return analysistest.end(env)

_layers_test = analysistest.make(_layers_test_impl)

def _provider_test_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[BentoInfo]
    asserts.equals(env, 1, len(info.models))
    asserts.equals(env, "made", info.directory.basename)
    asserts.equals(env, "made.tag", info.tag.basename)
    return analysistest.end(env)

_provider_test = analysistest.make(_provider_test_impl)

def _run_test_impl(ctx):
    """Targets that run find the Bento and its models in their runfiles."""
    env = analysistest.begin(ctx)
    lines = run_arguments(env)
    for expected in ctx.attr.expected:
        asserts.true(env, expected in lines, "{} in {}".format(expected, lines))
    return analysistest.end(env)

_run_test = analysistest.make(_run_test_impl, attrs = {"expected": attr.string_list()})

def bento_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite.
    """
    _declare_bentos()
    _base_test(name = "base_test", target_under_test = ":on_base")
    _plan_test(name = "plan_test", target_under_test = ":whole")
    _model_test(name = "model_test", target_under_test = ":files")
    _layers_test(name = "layers_test", target_under_test = ":made.image")
    _provider_test(name = "provider_test", target_under_test = ":made")
    _declare_run_tests()
    native.test_suite(name = name, tests = [
        ":base_test",
        ":build_test",
        ":export_test",
        ":layers_test",
        ":model_test",
        ":plan_test",
        ":provider_test",
        ":serve_test",
    ] + _model_failures() + _bento_failures())

def _declare_run_tests():
    whole = [
        "--bento=_main/{}whole".format(_HERE),
        "--overlay=_main/{}whole.pointers".format(_HERE),
        "--model-source=_main/{0}files.tag\tmodel.yaml\t_main/{0}files.model.yaml".format(_HERE),
        "--model-source=_main/{0}files.tag\tmodel/saved_model.pkl\t_main/{0}model/saved_model.pkl".format(_HERE),
    ]
    _run_test(name = "build_test", expected = ["add"] + whole, target_under_test = ":whole.build")
    _run_test(
        name = "export_test",
        expected = ["pack", "--models=_main/{}made.models".format(_HERE)],
        target_under_test = ":made.export",
    )
    _run_test(
        name = "serve_test",
        expected = ["serve", "--variables=_main/{}whole.env".format(_HERE), "--root=_main/{}root".format(_HERE)] +
                   whole,
        target_under_test = ":whole.serve",
    )

def _declare_bentos():
    python_runner(name = "root", debs = ["//rules/tests/deb_layer:app_2.0-1_all.deb"], tags = _TAGS)
    deb_layer(name = "app_layer", debs = ["//rules/tests/deb_layer:app_2.0-1_all.deb"], tags = _TAGS)

    # For its name: analysis reads no wheel.
    write_file(name = "bentoml_file", out = "bentoml-1.4.40-py3-none-any.whl", tags = _TAGS)
    python_wheel(name = "bentoml", src = "bentoml-1.4.40-py3-none-any.whl", tags = _TAGS)
    python_interpreter(
        name = "running_python",
        layers = [":app_layer"],
        path = "/usr/bin/python3.11",
        runner = ":root",
        tags = _TAGS,
        version = "3.11.2",
    )
    bento_model(
        name = "files",
        batchable = ["score"],
        files = ["model/saved_model.pkl"],
        framework_versions = {"scikit-learn": "1.7.2"},
        labels = {"a": "b"},
        module = "bentoml.sklearn",
        signatures = ["predict"],
        tag = "grapes",
        tags = _TAGS,
    )
    bento(
        name = "whole",
        srcs = ["wine/src/serve.py"],
        bentofile = "bentofile.yaml",
        interpreter = ":running_python",
        models = [":files"],
        platform = "//platforms:linux_amd64",
        tags = _TAGS,
        wheels = [":bentoml"],
    )

    pulled_image(
        name = "pulled",
        config = "image.golden.json",
        layers = "image.golden.json",
        manifest = "image.golden.json",
        media_type = "application/vnd.oci.image.manifest.v1+json",
        reference = "docker.io/library/python:3.11-slim",
        tags = _TAGS,
    )
    bento(
        name = "on_base",
        srcs = ["wine/src/serve.py"],
        base = ":pulled",
        bentofile = "bentofile.yaml",
        interpreter = ":running_python",
        platform = "//platforms:linux_amd64",
        tags = _TAGS,
        wheels = [":bentoml"],
    )

def _model_failures():
    bento_model(name = "no_files", tags = _TAGS)
    bento_model(name = "both", src = ":grapes_files", files = ["model/saved_model.pkl"], tags = _TAGS)
    bento_model(name = "facts", src = ":grapes_files", module = "x", tag = "y", tags = _TAGS)
    bento_model(name = "no_tag", files = ["model/saved_model.pkl"], tags = _TAGS)
    native.filegroup(name = "two_files", srcs = ["BUILD.bazel", "bentofile.yaml"], tags = _TAGS)
    bento_model(name = "no_document", src = ":two_files", tags = _TAGS)
    bento_model(name = "own_document", files = ["model/model.yaml"], tag = "y", tags = _TAGS)
    for target, message, accepted in [
        (
            "no_files",
            "bento_model //rules/tests/bento:no_files: Cannot tell where the model is: no files are given",
            "accepted: src, an export of BentoML or a directory of its store, or files with a tag",
        ),
        (
            "both",
            "Cannot tell where the model is: both src and files are given",
            "fix: correct it in {}BUILD.bazel".format(_HERE),
        ),
        (
            "facts",
            "Cannot set module, tag of a model that has a model.yaml",
            "accepted: src alone, or files with a tag, which have none",
        ),
        (
            "no_tag",
            "Cannot name the model: files have no tag",
            'accepted: NAME, such as tag = "classifier", whose version is derived from the content, or NAME:VERSION',
        ),
        (
            "no_document",
            'Cannot use "//rules/tests/bento:two_files" as a model: there is no model.yaml among its files',
            "fix: name the files in files, and set tag, in {}BUILD.bazel".format(_HERE),
        ),
        (
            "own_document",
            'Cannot describe a model that has a description: "{}model/model.yaml" is among files'.format(_HERE),
            "accepted: files without model.yaml, or src",
        ),
    ]:
        failure_test(name = target + "_test", lines = [message, accepted], target_under_test = ":" + target)
    return [":both_test", ":facts_test", ":no_document_test", ":no_files_test", ":no_tag_test", ":own_document_test"]

def _bento_failures():
    wheels = [":bentoml"]
    common = {"interpreter": ":running_python", "tags": _TAGS}
    bento(name = "nothing", wheels = wheels, **common)
    bento(name = "two_sources", src = ":wine_files", bentofile = "bentofile.yaml", wheels = wheels, **common)
    bento(name = "made_already", src = ":wine_files", version = "v2", wheels = wheels, **common)
    bento(name = "bad_version", bentofile = "bentofile.yaml", version = "V 1", wheels = wheels, **common)
    bento(name = "no_bentoml", bentofile = "bentofile.yaml", wheels = ["//rules/tests/python_image:greeter"], **common)
    bento(name = "no_runner", bentofile = "bentofile.yaml", interpreter = ":python", tags = _TAGS, wheels = wheels)
    for target, message, accepted in [
        (
            "nothing",
            "bento //rules/tests/bento:nothing: Cannot tell what to make the Bento from: neither bentofile nor src " +
            "are given",
            "accepted: bentofile with srcs, or src, a Bento that bentoml build made",
        ),
        (
            "two_sources",
            "Cannot tell what to make the Bento from: both bentofile and src are given",
            "fix: correct it in {}BUILD.bazel".format(_HERE),
        ),
        ("made_already", "Cannot set version of an existing Bento", "accepted: src and models"),
        (
            "bad_version",
            'Cannot use "V 1" as the version of a Bento',
            "fix: leave it out: then it is derived from the content",
        ),
        (
            "no_bentoml",
            "Cannot make a Bento without BentoML: it is not among the wheels",
            'fix: add "bentoml" to packages of pip.install, and lock again',
        ),
        (
            "no_runner",
            'Cannot make a Bento with Python 3.11.2: "//rules/tests/bento:python" has no runner',
            "accepted: an interpreter of python.interpreter, or a python_interpreter with a runner",
        ),
        (
            "made.serve",
            "bento //rules/tests/bento:made.serve: Cannot serve a Bento on this machine with Python 3.11.2: " +
            '"//rules/tests/bento:python" has no runner',
            "fix: set runner there to an interpreter of python.interpreter of the same version",
        ),
    ]:
        failure_test(name = target + "_test", lines = [message, accepted], target_under_test = ":" + target)
    return [
        ":bad_version_test",
        ":made.serve_test",
        ":made_already_test",
        ":no_bentoml_test",
        ":no_runner_test",
        ":nothing_test",
        ":two_sources_test",
    ]
