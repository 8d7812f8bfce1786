"""Analysis tests of expand_template."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:expand_template.bzl", "expand_template")
load("//rules/tests/support:failure_test.bzl", "failure_test")

_BAD_KEYS = "expand_template //rules/tests/expand_template:bad_keys_subject: "

def _names_output_after_source_template_test_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DefaultInfo]
    asserts.equals(env, ["template.txt"], [file.basename for file in info.files.to_list()])
    asserts.equals(env, None, info.files_to_run.executable)
    return analysistest.end(env)

_names_output_after_source_template_test = analysistest.make(_names_output_after_source_template_test_impl)

def _makes_a_program_with_data_test_impl(ctx):
    env = analysistest.begin(ctx)
    info = analysistest.target_under_test(env)[DefaultInfo]
    asserts.equals(env, "script_subject.txt", info.files_to_run.executable.basename)
    runfiles = [file.basename for file in info.default_runfiles.files.to_list()]
    asserts.equals(env, ["data.txt", "script_subject.txt"], sorted(runfiles))
    return analysistest.end(env)

_makes_a_program_with_data_test = analysistest.make(_makes_a_program_with_data_test_impl)

def _stamp_files_test_impl(ctx):
    env = analysistest.begin(ctx)
    [action] = [action for action in analysistest.target_actions(env) if action.mnemonic == "RtTemplate"]
    inputs = [file.basename for file in action.inputs.to_list()]
    stamped = "stable-status.txt" in inputs and "volatile-status.txt" in inputs
    asserts.equals(env, ctx.attr.stamped, stamped)
    return analysistest.end(env)

_STAMPED = {"stamped": attr.bool(doc = "Whether the status files must be inputs.")}
_stamp_files_test = analysistest.make(_stamp_files_test_impl, attrs = _STAMPED)
_stamp_flag_test = analysistest.make(
    _stamp_files_test_impl,
    attrs = _STAMPED,
    config_settings = {"//command_line_option:stamp": True},
)

def expand_template_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite.
    """
    expand_template(
        name = "source_subject",
        tags = ["manual"],
        template = "template.txt",
    )
    _names_output_after_source_template_test(
        name = "names_output_after_source_template_test",
        size = "small",
        target_under_test = ":source_subject",
    )
    expand_template(
        name = "script_subject",
        data = ["//rules/tests/content:data.txt"],
        is_executable = True,
        tags = ["manual"],
        template = ["text"],
    )
    _makes_a_program_with_data_test(
        name = "makes_a_program_with_data_test",
        size = "small",
        target_under_test = ":script_subject",
    )
    _stamp_files_test(
        name = "stamps_not_without_flag_test",
        size = "small",
        stamped = False,
        target_under_test = ":script_subject",
    )
    _stamp_flag_test(
        name = "stamps_with_flag_test",
        size = "small",
        stamped = True,
        target_under_test = ":script_subject",
    )
    expand_template(
        name = "bad_keys_subject",
        stamp_substitutions = {"a\tb": "value"},
        substitutions = {"": "value"},
        tags = ["manual"],
        template = ["text"],
    )
    failure_test(
        name = "refuses_bad_keys_test",
        size = "small",
        lines = ["\n".join([
            _BAD_KEYS + 'Cannot replace the key "" of substitutions: it is empty',
            "  accepted: text of one character or more, without tabs",
            _BAD_KEYS + 'Cannot replace the key "a\\tb" of stamp_substitutions: it has a tab',
        ])],
        target_under_test = ":bad_keys_subject",
    )
    native.test_suite(
        name = name,
        tests = [
            "makes_a_program_with_data_test",
            "names_output_after_source_template_test",
            "refuses_bad_keys_test",
            "stamps_not_without_flag_test",
            "stamps_with_flag_test",
        ],
    )
