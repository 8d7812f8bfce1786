"""Tests of python_wheel, python_wheels and names of wheels."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts", "unittest")
load("//rules:providers.bzl", "PythonWheelsInfo")
load("//rules:python.bzl", "python_wheel", "python_wheels")
load("//rules/private/python_code:wheel_names.bzl", "normalized_name", "parse_wheel_name")
load("//rules/tests/support:actions.bzl", "short_paths")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/python_wheels/"
_FEATURES = "Fast_Features-1.0+local-py3-none-any.whl"
_NUMPY = "numpy-1.26.4-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"

def _names_test_impl(ctx):
    env = unittest.begin(ctx)
    for name in ["Scikit_Learn", "scikit-learn", "scikit.learn", "SCIKIT__.-learn"]:
        asserts.equals(env, "scikit-learn", normalized_name(name))
    numpy = parse_wheel_name(_NUMPY)
    asserts.equals(env, "numpy", numpy.distribution)
    asserts.equals(env, "1.26.4", numpy.version)
    asserts.equals(env, ["cp311"], numpy.pythons)
    asserts.equals(env, ["cp311"], numpy.abis)
    asserts.equals(env, ["manylinux_2_17_x86_64", "manylinux2014_x86_64"], numpy.platforms)
    asserts.equals(env, ["py2", "py3"], parse_wheel_name("six-1-2build-py2.py3-none-any.whl").pythons)
    for file in [
        "numpy-1.26.4.tar.gz",
        "numpy.whl",
        "numpy-1-py3-none.whl",
        "a-1-b-c-py3-none-any.whl",
        "-1-py3-none-any.whl",
    ]:
        asserts.equals(env, None, parse_wheel_name(file))
    return unittest.end(env)

_names_test = unittest.make(_names_test_impl)

def _joined_test_impl(ctx):
    env = analysistest.begin(ctx)
    target = analysistest.target_under_test(env)
    asserts.equals(
        env,
        {
            "fast-features": ("1.0+local", _HERE + _FEATURES, 0),
            "numpy": ("1.26.4", _HERE + _NUMPY, 18),
        },
        {
            wheel.distribution: (wheel.version, wheel.file.short_path, wheel.size)
            for wheel in target[PythonWheelsInfo].wheels.to_list()
        },
    )
    asserts.equals(env, [_HERE + _FEATURES, _HERE + _NUMPY], short_paths(target[DefaultInfo].files))
    asserts.equals(env, [_HERE + _FEATURES, _HERE + _NUMPY], short_paths(target[DefaultInfo].default_runfiles.files))
    return analysistest.end(env)

_joined_test = analysistest.make(_joined_test_impl)

def _failures(name):
    cases = {
        "no_wheel": (
            {"src": "BUILD.bazel"},
            [
                "python_wheel //rules/tests/python_wheels:{}_no_wheel: ".format(name) +
                'Cannot use "BUILD.bazel" as a wheel: its name is not that of one',
                "accepted: a file named NAME-VERSION-PYTHON-ABI-PLATFORM.whl",
                "fix: correct it in rules/tests/python_wheels/BUILD.bazel",
            ],
        ),
        "other": (
            {"distribution": "Num.py", "size": -1, "src": _NUMPY, "version": "2.0"},
            [
                'Cannot use "{}": distribution is "num-py"'.format(_NUMPY),
                'accepted: "numpy"',
                'Cannot use "{}": version is "2.0"'.format(_NUMPY),
                'accepted: "1.26.4"',
                "Cannot use a size of -1 bytes",
            ],
        ),
    }
    for case, (attributes, lines) in cases.items():
        python_wheel(
            name = "{}_{}".format(name, case),
            tags = ["manual"],
            **attributes
        )
        failure_test(
            name = "{}_{}_test".format(name, case),
            lines = lines,
            target_under_test = "{}_{}".format(name, case),
        )
    return ["{}_{}_test".format(name, case) for case in cases]

def python_wheels_test_suite(name):
    """Declares the tests.

    Args:
      name: name of the suite, and first part of the names of its tests.
    """
    for file, attributes in {
        _FEATURES: {},
        _NUMPY: {"distribution": "NumPy", "size": 18, "version": "1.26.4"},
    }.items():
        native.genrule(
            name = file + ".made",
            outs = [file],
            cmd = "echo > $@",
            tags = ["manual"],
        )
        python_wheel(
            name = file.partition("-")[0].lower(),
            src = file,
            tags = ["manual"],
            **attributes
        )
    python_wheels(
        name = name + "_features",
        tags = ["manual"],
        wheels = [":fast_features"],
    )
    python_wheels(
        name = name + "_joined",
        tags = ["manual"],
        wheels = [":fast_features", ":numpy", name + "_features"],
    )
    _joined_test(name = name + "_joined_test", target_under_test = name + "_joined")
    unittest.suite(name + "_names", _names_test)
    native.test_suite(
        name = name,
        tests = [name + "_joined_test", name + "_names"] + _failures(name),
    )
