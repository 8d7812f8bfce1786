"""What python_layers and python_image ask of the program, and what they refuse."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//rules:providers.bzl", "LayerSetInfo")
load(
    "//rules:python.bzl",
    "python_image",
    "python_interpreter",
    "python_layers",
    "python_wheel",
    "python_wheels",
)
load("//rules/private/python:wheel_sizes.bzl", "big_threshold", "is_big")
load("//rules/tests/support:actions.bzl", "tool_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/python_image/"
_MIB = 1024 * 1024

def _code_test_impl(ctx):
    env = analysistest.begin(ctx)
    arguments = tool_arguments(env, "RtLayerPython")[0]
    asserts.equals(env, [
        "source\tapp/helper.py\t{}helper.py".format(_HERE),
        "source\tapp/serve.py\t{}serve.py".format(_HERE),
    ], arguments[arguments.index("--") + 1:])
    return analysistest.end(env)

_code_test = analysistest.make(_code_test_impl)

def _sizes_test_impl(ctx):
    """However many big wheels there are, their layers fit into an image."""
    env = analysistest.begin(ctx)
    wheels = [struct(size = size * _MIB) for size in [15, 16, 700]]
    asserts.equals(env, [False, True, True], [is_big(wheel) for wheel in wheels])
    asserts.equals(env, 16 * _MIB, big_threshold(wheels))
    asserts.equals(env, 32 * _MIB, big_threshold([struct(size = 17 * _MIB)] * 50))
    asserts.equals(env, 64 * _MIB, big_threshold([struct(size = 33 * _MIB)] * 40 + wheels))
    return analysistest.end(env)

_sizes_test = analysistest.make(_sizes_test_impl)

def _wheel_layers(target):
    """The files of layers that are made beside the wheels."""
    return [
        file.path
        for file in target[LayerSetInfo].layer_sets.to_list()
        if file.basename in ["set.wheels.layers.json", "big.wheel.layers.json"]
    ]

def _shared_test_impl(ctx):
    """Two environments with the same wheels have the same layers of them; another prefix has others."""
    env = analysistest.begin(ctx)
    layers = _wheel_layers(analysistest.target_under_test(env))
    asserts.equals(env, 2, len(layers))
    asserts.equals(env, layers, _wheel_layers(ctx.attr.same))
    elsewhere = _wheel_layers(ctx.attr.other)
    asserts.equals(env, 2, len(elsewhere))
    asserts.false(env, elsewhere[0] in layers or elsewhere[1] in layers)
    return analysistest.end(env)

_shared_test = analysistest.make(_shared_test_impl, attrs = {
    "other": attr.label(doc = "Layers with another prefix."),
    "same": attr.label(doc = "Layers with the same wheels."),
})

def _shared():
    python_wheel(name = "big", size = 20 * _MIB, src = "second-2.0-py3-none-any.whl", tags = ["manual"])
    python_wheels(name = "set", tags = ["manual"], wheels = [":big", ":clash", ":greeter"])
    for name, prefix in {"shared_one": "/app/.venv", "shared_other": "/opt/venv", "shared_two": "/app/.venv"}.items():
        python_layers(name = name, interpreter = ":python", prefix = prefix, tags = ["manual"], wheels = [":set"])
    _shared_test(
        name = "shared_test",
        other = ":shared_other",
        same = ":shared_two",
        target_under_test = ":shared_one",
    )

def python_image_test_suite(name):
    """Defines the tests.

    Args:
      name: name of the suite.
    """
    _code_test(name = "code_test", target_under_test = ":image.image")
    _sizes_test(name = "sizes_test", target_under_test = ":layers")
    _shared()
    tests = [":code_test", ":shared_test", ":sizes_test"] + _failures()
    native.test_suite(name = name, tests = tests)

def _failures():
    cases = {
        "main_outside": (
            dict(srcs = ["helper.py"], main = "serve.py"),
            [
                'Cannot start "//rules/tests/python_image:serve.py": it is not in srcs',
                "accepted: rules/tests/python_image/helper.py",
            ],
        ),
        "module_name": (dict(module = "a b"), ['Cannot start the module "a b"']),
        "nothing": (dict(srcs = ["serve.py"]), ["Cannot tell what to start"]),
        "on_top_of_wheels": (
            dict(main = "serve.py", prefix = "/app/serve.py", srcs = ["helper.py", "serve.py"]),
            [
                'Cannot place "rules/tests/python_image/serve.py" of srcs at "/app/serve.py"',
                'exclude = ["serve.py/**"]',
            ],
        ),
        "several": (dict(module = "a", script = "greet"), ["Cannot start 2 programs: module, script"]),
        "two_interpreters": (
            dict(module = "a", tars = [":other_layers"]),
            [
                "Cannot put two interpreters into one image: /usr/bin/python3.11 of interpreter, " +
                "and /usr/bin/python3.13 of //rules/tests/python_image:other_layers",
            ],
        ),
    }
    for case, (attributes, lines) in cases.items():
        python_image(
            name = "fails_" + case,
            interpreter = ":python",
            tags = ["manual"],
            **attributes
        )
        failure_test(name = case + "_test", lines = lines, target_under_test = ":fails_" + case)
    python_interpreter(name = "other_python", path = "/usr/bin/python3.13", version = "3.13")
    python_layers(name = "other_layers", interpreter = ":other_python", tags = ["manual"])
    prefixes = {
        "prefix_colon": "/a:b",
        "prefix_line": "/a\nb",
        "prefix_root": "/",
        "prefix_space": "/a b",
        "prefix_up": "/a/../b",
        "prefix_whiteout": "/.wh.a",
    }
    for case, prefix in prefixes.items():
        python_layers(name = "fails_" + case, interpreter = ":python", prefix = prefix, tags = ["manual"])
        failure_test(
            name = case + "_test",
            lines = ['Cannot install wheels at "{}"'.format(prefix)],
            target_under_test = ":fails_" + case,
        )
    return [":{}_test".format(case) for case in cases.keys() + prefixes.keys()]
