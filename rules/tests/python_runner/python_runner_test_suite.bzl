"""Actions of python_runner and of run_python."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load("//rules/private/python:actions/run_python.bzl", "run_python")
load("//rules/private/python:python_runner.bzl", "python_runner")
load("//rules/tests/support:actions.bzl", "short_paths", "tool_arguments")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/python_runner/"

def _root_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    asserts.equals(env, [
        "--context=python_runner //rules/tests/python_runner:" + target.label.name,
        "--out=BIN/" + _HERE + target.label.name,
        "--compiler-out=BIN/{}{}.compiler".format(_HERE, target.label.name),
        "--architecture=" + ctx.attr.architecture,
        "--",
        "rules/tests/deb_layer/app_2.0-1_all.deb",
    ], tool_arguments(env, "RtPythonRoot")[0])
    asserts.equals(env, [_HERE + target.label.name], short_paths(target[DefaultInfo].files))
    return analysistest.end(env)

_ATTRS = {"architecture": attr.string(doc = "What Debian calls it.", mandatory = True)}

_root_test = analysistest.make(
    _root_test_impl,
    attrs = _ATTRS,
    config_settings = {"//command_line_option:platforms": str(Label("//platforms:linux_arm64"))},
)

def _program_impl(ctx):
    output = ctx.actions.declare_file(ctx.label.name + ".txt")
    home = ctx.actions.declare_directory(ctx.label.name + ".home")
    args = ctx.actions.args()
    args.add("--flag")
    args.add(ctx.file.data)
    run_python(
        ctx,
        "python_program",
        arguments = [args],
        env = {"A": "b\nc"},
        env_paths = {"DATA": ctx.file.data, "PROGRAM_HOME": home},
        inputs = depset([ctx.file.data]),
        mnemonic = "RtTestPython",
        module = ctx.attr.module,
        outputs = [output, home],
        progress_message = "Running Python of %{label}",
        runner = ctx.file.runner,
        script = ctx.file.script,
        sites = ctx.files.sites,
        stdout = output,
    )
    return [DefaultInfo(files = depset([output]))]

_program = rule(
    implementation = _program_impl,
    doc = "Runs a Python in an action.",
    attrs = TOOL_ATTRS | {
        "data": attr.label(allow_single_file = True, doc = "A file for it."),
        "module": attr.string(doc = "A module."),
        "runner": attr.label(allow_single_file = True, doc = "What runs it."),
        "script": attr.label(allow_single_file = True, doc = "A script."),
        "sites": attr.label_list(allow_files = True, doc = "Directories with packages."),
    },
    toolchains = TOOL_TOOLCHAINS,
)

def _run_test_impl(ctx):
    env = analysistest.begin(ctx)
    name = analysistest.target_under_test(env).label.name
    places = {"root": "BIN/{}python_runner_test_suite_root", "site": _HERE + "BUILD.bazel"}
    asserts.equals(env, [
        "--context=python_program //rules/tests/python_runner:" + name,
        "--root=" + places["root"].format(_HERE),
        "--site=" + places["site"],
    ] + ctx.attr.program + [
        "--stdout=BIN/{}{}.txt".format(_HERE, name),
        "--env=A=b\\nc",
        "--env-path=DATA=" + _HERE + "BUILD.bazel",
        "--env-path=PROGRAM_HOME=BIN/{}{}.home".format(_HERE, name),
        "--",
        "--flag",
        _HERE + "BUILD.bazel",
    ], tool_arguments(env, "RtTestPython")[0])
    return analysistest.end(env)

_run_test = analysistest.make(
    _run_test_impl,
    attrs = {"program": attr.string_list(doc = "Options that say what runs.", mandatory = True)},
)

def python_runner_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite, and first part of the names of its tests.
    """
    python_runner(
        name = name + "_root",
        debs = ["//rules/tests/deb_layer:app_2.0-1_all.deb"],
        tags = ["manual"],
        testonly = True,
    )
    _root_test(name = name + "_root_test", architecture = "arm64", target_under_test = name + "_root")
    for case, attributes in {
        "module": struct(module = "venv", program = ["--module=venv"], script = None),
        "script": struct(module = "", program = ["--script=" + _HERE + "BUILD.bazel"], script = "BUILD.bazel"),
    }.items():
        _program(
            name = name + "_" + case,
            data = "BUILD.bazel",
            module = attributes.module,
            runner = name + "_root",
            script = attributes.script,
            sites = ["BUILD.bazel"],
            tags = ["manual"],
            testonly = True,
        )
        _run_test(
            name = "{}_{}_test".format(name, case),
            program = attributes.program,
            target_under_test = name + "_" + case,
        )
    native.test_suite(
        name = name,
        tests = [name + case for case in ["_root_test", "_module_test", "_script_test"]],
    )
