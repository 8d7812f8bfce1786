"""What the packagers ask of the program, and what they refuse."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:packagers.bzl", "docker_cli", "docker_rest", "docker_triton")
load("//rules:python.bzl", "python_interpreter")
load("//rules/tests/support:actions.bzl", "tool_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/packagers/"

def _plan_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtPackPlan")[0]
    asserts.true(env, "--packager=docker-cli" in arguments, str(arguments))
    asserts.true(env, "--id=tiny-cli" in arguments, str(arguments))
    asserts.true(env, "--python-version=3.11.2" in arguments, str(arguments))
    entry = "source\t{0}{1}\t{0}{1}".format(_HERE, "model/odahuflow.project.yaml")
    asserts.true(env, entry in arguments, str(arguments))
    return analysistest.end(env)

_plan_test = analysistest.make(_plan_test_impl)

def _secrets_test_impl(ctx):
    """No action has the file of connections, also none of the target that pushes."""
    env = analysistest.begin(ctx)
    for action in analysistest.target_actions(env):
        # Runfiles are linked, which reads none of them.
        names = [] if action.mnemonic in _LINKING else [file.basename for file in action.inputs.to_list()]
        asserts.false(env, "connections.yaml" in names, action.mnemonic)
    files = ctx.attr.target_under_test[DefaultInfo].default_runfiles.files.to_list()
    asserts.true(env, "connections.yaml" in [file.basename for file in files], "the target reads the connections")
    return analysistest.end(env)

_LINKING = ["SourceManifest", "SymlinkTree", "RepoMappingManifest", "Middleman", "RunfilesTree"]

_secrets_test = analysistest.make(_secrets_test_impl)

def _triton_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtPackTriton")[0]
    for option in ["--packager=docker-triton", "--id=tiny-triton", "--minimal", "--python-version=3.11.2"]:
        asserts.true(env, option in arguments, str(arguments))
    asserts.true(env, "key\t_main/{0}\t{0}".format(_HERE + "triton/model.py") in arguments, str(arguments))
    built = tool_arguments(env, "RtImageBuild")[0]
    asserts.true(env, "--search-path=PATH=/app/.venv/bin" in built, str(built))
    return analysistest.end(env)

_triton_test = analysistest.make(_triton_test_impl)

def _triton_failures():
    """Targets of docker_triton that fail, and the tests of what they say."""
    docker_triton(
        name = "fails_minimal",
        artifact = "triton",
        minimal = True,
        packaging = "packaging.yaml",
        tags = ["manual"],
    )
    failure_test(
        name = "minimal_test",
        lines = [
            "Cannot build a minimal image without a base that contains tritonserver",
            'fix: set base = "..." in ' + _HERE + "BUILD.bazel",
        ],
        target_under_test = ":fails_minimal",
    )
    docker_triton(
        name = "fails_wheels",
        artifact = "triton",
        base = ":triton_base",
        packaging = "packaging.yaml",
        tags = ["manual"],
        wheels = [":python"],
    )
    failure_test(
        name = "wheels_test",
        lines = [
            "Cannot install wheels without a Python interpreter",
            'fix: set interpreter = ":python"',
        ],
        target_under_test = ":fails_wheels",
    )

def packagers_test_suite(name):
    """Defines the tests.

    Args:
      name: name of the suite.
    """
    _plan_test(name = "plan_test", target_under_test = ":cli.image")
    _triton_test(name = "triton_arguments_test", target_under_test = ":triton.image")
    _triton_failures()
    _secrets_test(name = "secrets_test", target_under_test = ":cli_with_connections.pack")
    docker_cli(
        name = "cli_with_connections",
        artifact = "model",
        connections = "connections.yaml",
        interpreter = ":python",
        packaging = "packaging.yaml",
        tags = ["manual"],
    )
    python_interpreter(name = "old_python", path = "/usr/bin/python3.8", version = "3.8")
    docker_rest(
        name = "fails_python",
        artifact = "model",
        interpreter = ":old_python",
        packaging = "packaging.yaml",
        tags = ["manual"],
    )
    failure_test(
        name = "python_test",
        lines = [
            "Cannot serve a model with Python 3.8: rt has no wheels of the service for it",
            "fix: lock gunicorn, flask and orjson by pip.install, and name them in server_wheels in " +
            _HERE + "BUILD.bazel",
        ],
        target_under_test = ":fails_python.python_minor",
    )
    native.test_suite(
        name = name,
        tests = [
            ":minimal_test",
            ":plan_test",
            ":python_test",
            ":secrets_test",
            ":triton_arguments_test",
            ":wheels_test",
        ],
    )
