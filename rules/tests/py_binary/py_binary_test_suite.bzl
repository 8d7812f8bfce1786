"""What images of a py_binary ask of the program, and what they refuse."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts", "unittest")
load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("//rules:model.bzl", "model_image")
load("//rules:python.bzl", "python_image", "python_interpreter")
load("//rules/private/python:macros/python_image.bzl", "interpreter_mistakes")
load("//rules/tests/support:actions.bzl", "by_name", "run_arguments", "short_paths", "tool_arguments")
load("//rules/tests/support:failure_test.bzl", "failure_test")
load(":imitated_py_binary.bzl", "imitated_py_binary")

visibility(["//rules/tests/..."])

_HERE = "rules/tests/py_binary/"
_OTHER = "external/rt_test_other+/"

def _operands(arguments):
    return arguments[arguments.index("--") + 1:]

def _sorted_operands(arguments):
    """The line `under` comes first, then files in an order that says nothing."""
    lines = _operands(arguments)
    return lines[:1] + sorted(lines[1:])

def _layers_test_impl(ctx):
    """Packages of others are split by their sizes; the launcher is nowhere; weights of packages stay with them."""
    env = analysistest.begin(ctx)
    packages, own = tool_arguments(env, "RtLayerPython", count = 2)
    options = by_name(packages)
    asserts.equals(env, ["app/runfiles"], options["packages"])
    asserts.equals(env, ["amd64"], options["architecture"])
    asserts.equals(env, ["glibc"], options["libc"])
    asserts.equals(env, [
        "under\tapp/runfiles",
        "source\trt_test_other+/site-packages/greet-1.0.dist-info/WHEEL\t" +
        "{}site-packages/greet-1.0.dist-info/WHEEL".format(_OTHER),
        "source\trt_test_other+/site-packages/greet/__init__.py\t{}site-packages/greet/__init__.py".format(_OTHER),
        "source\trt_test_other+/site-packages/greet/table.npz\t{}site-packages/greet/table.npz".format(_OTHER),
    ], _sorted_operands(packages))
    asserts.false(env, "packages" in by_name(own))
    asserts.equals(env, [
        "source\t_main/{0}lib/own.py\t{0}lib/own.py".format(_HERE),
        "source\t_main/{0}server.py\t{0}server.py".format(_HERE),
        "source\t_repo_mapping\tBIN/{}server.repo_mapping".format(_HERE),
    ], sorted([line for line in _operands(own) if line.startswith("source")]))
    return analysistest.end(env)

_layers_test = analysistest.make(_layers_test_impl)

def _start_test_impl(ctx):
    env = analysistest.begin(ctx)
    options = by_name(tool_arguments(env, "RtImageBuild")[0])
    asserts.equals(env, ctx.attr.entrypoint, options["entrypoint"])
    paths = [each for each in options["search-path"] if each.startswith("PYTHONPATH=")]
    asserts.equals(env, ["PYTHONPATH=/app/runfiles" + path for path in ctx.attr.paths], paths)
    asserts.equals(env, ctx.attr.variables, [each for each in options["env"] if not each.startswith(("PYTHONUN", "V"))])
    asserts.equals(env, ["/app/runfiles/_main"], options["workdir"])
    return analysistest.end(env)

_start_test = analysistest.make(_start_test_impl, attrs = {
    "entrypoint": attr.string_list(doc = "The entrypoint."),
    "paths": attr.string_list(doc = "Where it imports from, below the runfiles."),
    "variables": attr.string_list(doc = "Its environment."),
})

def _settings_test_impl(ctx):
    """What the macro says of layers holds without an environment, too."""
    env = analysistest.begin(ctx)
    for arguments in tool_arguments(env, "RtLayerPython", count = 2):
        options = by_name(arguments)
        asserts.equals(env, ["gzip"], options["compress"])
        asserts.false(env, "cannot-compile" in options or "compiler" in options)
    return analysistest.end(env)

_settings_test = analysistest.make(_settings_test_impl)

def _site_test_impl(ctx):
    """A .pth file of a virtual environment stays with it, and what reads it is there."""
    env = analysistest.begin(ctx)
    own = [
        line
        for line in _operands(tool_arguments(env, "RtLayerPython", count = 2)[1])
        if ".pth" in line or "sitecustomize" in line
    ]
    asserts.equals(env, [
        "source\t_main/{0}_venv.venv/lib/python3.11/site-packages/more.pth\t".format(_HERE) +
        "BIN/{0}_venv.venv/lib/python3.11/site-packages/more.pth".format(_HERE),
        "source\trt_site/sitecustomize.py\ttools/python/read_site_files.py",
    ], sorted(own))
    return analysistest.end(env)

_site_test = analysistest.make(_site_test_impl)

def _venv_test_impl(ctx):
    """The local environment imports what the program imports."""
    env = analysistest.begin(ctx)
    imports = by_name(run_arguments(env))["import"]
    asserts.equals(env, ["_main", "_main/{}lib".format(_HERE), "rt_test_other+/site-packages"], imports)
    runfiles = short_paths(analysistest.target_under_test(env)[DefaultInfo].default_runfiles.files)
    asserts.true(env, "../rt_test_other+/site-packages/greet/__init__.py" in runfiles)
    return analysistest.end(env)

_venv_test = analysistest.make(_venv_test_impl)

def _macro_mistakes_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, [], interpreter_mistakes(":python", None, {"wheels": [":a"]}))
    asserts.equals(env, [], interpreter_mistakes(None, ":server", {"prefix": None, "wheels": None}))
    for binary, message in {
        None: "Cannot make an image of a Python program without an interpreter",
        ":server": "Cannot use prefix and wheels with the Python of a toolchain: it starts without a virtual " +
                   "environment",
    }.items():
        found = interpreter_mistakes(None, binary, {"prefix": "/a", "wheels": []})
        asserts.equals(env, [message], [one.message for one in found])
    return unittest.end(env)

_macro_mistakes_test = unittest.make(_macro_mistakes_test_impl)

def py_binary_test_suite(name):
    """Defines the tests.

    Args:
      name: name of the suite.
    """
    _layers_test(name = "layers_test", target_under_test = ":image.image")
    _settings_test(name = "settings_test", target_under_test = ":toolchain_image.image")
    _site_test(name = "site_test", target_under_test = ":venv_model.image")
    _venv_test(name = "venv_test", target_under_test = ":image.venv")
    _macro_mistakes_test(name = "macro_mistakes_test")
    tests = [":layers_test", ":macro_mistakes_test", ":settings_test", ":site_test", ":venv_test"]
    tests += _starts() + _failures()
    native.test_suite(name = name, tests = tests)

def _starts():
    _imitations()
    main = "/app/runfiles/_main/{}".format(_HERE)
    model = main + "model.safetensors"
    usual = ["", "/_main/{}lib".format(_HERE), "/rt_test_other+/site-packages", "/_main"]
    runfiles = "RUNFILES_DIR=/app/runfiles"
    python_image(
        name = "other_image",
        args = ["--m=$(rlocationpath model.safetensors)"],
        binary = ":server",
        data = ["model.safetensors"],
        env = {"PYTHONPATH": "$PYTHONPATH:/x"},
        interpreter = ":python",
        platform = "//platforms:linux_amd64",
        tags = ["manual"],
    )
    python_image(
        name = "toolchain_image",
        binary = ":hermetic",
        bytecode = False,
        compress = "gzip",
        platform = "//platforms:linux_amd64",
        tags = ["manual"],
    )
    for case, (binary, attributes) in {
        "hermetic": ("hermetic", {}),
        "module": ("module", {"interpreter": ":python"}),
        "venv": ("venv", {"interpreter": ":python"}),
    }.items():
        model_image(
            name = case + "_model",
            binary = binary,
            platform = "//platforms:linux_amd64",
            tags = ["manual"],
            **attributes
        )
    cases = {
        "image": (
            ":image.image",
            ["/app/.venv/bin/python", main + "server.py", "--model=" + model],
            usual,
            [runfiles, "MODE=a$$b", "PYTHONPATH=$PYTHONPATH:/opt/more"],
        ),
        "other": (
            ":other_image.image",
            ["/app/.venv/bin/python", main + "server.py", "--m=_main/{}model.safetensors".format(_HERE)],
            usual,
            [runfiles, "MODE=a$$b", "PYTHONPATH=$PYTHONPATH:/x"],
        ),
        "hermetic": (
            ":hermetic_model.image",
            ["/app/runfiles/rt_test_other+/interpreter/bin/python3.11", main + "hermetic.py"],
            ["", "/rt_test_other+/site-packages", "/_main", "/rt_test_other+"],
            [runfiles],
        ),
        "toolchain": (
            ":toolchain_image.image",
            ["/app/runfiles/rt_test_other+/interpreter/bin/python3.11", main + "hermetic.py"],
            ["", "/rt_test_other+/site-packages", "/_main", "/rt_test_other+"],
            [runfiles],
        ),
        "module": (
            ":module_model.image",
            ["/usr/bin/python3.11", "-m", "greet"],
            ["", "/rt_test_other+/site-packages", "/_main"],
            [runfiles],
        ),
        "venv": (
            ":venv_model.image",
            ["/usr/bin/python3.11", main + "venv.py"],
            [
                "/rt_site",
                "/_main/{}_venv.venv/lib/python3.11/site-packages".format(_HERE),
                "",
                "/_main",
                "/rt_test_other+",
            ],
            [runfiles],
        ),
    }
    for case, (target, entrypoint, paths, variables) in cases.items():
        _start_test(
            name = case + "_start_test",
            entrypoint = entrypoint,
            paths = paths,
            target_under_test = target,
            variables = variables,
        )
    return [":{}_start_test".format(case) for case in cases]

def _imitations():
    greet = "@rt_test_other//:greet"
    interpreter = "@rt_test_other//interpreter:bin/python3.11"
    for name in ["hermetic", "venv"]:
        write_file(name = name + "_source", content = ["import greet"], out = name + ".py", tags = ["manual"])
    imitated_py_binary(
        name = "hermetic",
        srcs = ["hermetic.py"],
        interpreter = interpreter,
        tags = ["manual"],
        deps = [greet],
    )
    imitated_py_binary(name = "module", main_module = "greet", tags = ["manual"], deps = [greet])
    up = "../" * 7
    imitated_py_binary(
        name = "system_venv",
        srcs = ["venv.py"],
        links = {"lib/python3.11/site-packages/greet": up + "rt_test_other+/site-packages/greet"},
        main_module = "venv",
        tags = ["manual"],
        deps = [greet],
    )
    imitated_py_binary(
        name = "venv",
        srcs = ["venv.py"],
        has_imports = False,
        interpreter = interpreter,
        links = {
            "bin/python3": "../" * 5 + "rt_test_other+/interpreter/bin/python3.11",
            "lib/python3.11/site-packages/greet": up + "rt_test_other+/site-packages/greet",
            "lib/python3.11/site-packages/more.pth": up + "rt_test_other+/more.pth",
        },
        tags = ["manual"],
        deps = [greet],
    )

def _failures():
    python_interpreter(name = "python_3_12", path = "/usr/bin/python3.12", version = "3.12")
    here = "//" + _HERE.rstrip("/") + ":"
    file = _HERE + "BUILD.bazel"
    unknown = [
        'Cannot tell which Python starts "{}server": '.format(here) +
        "its toolchain has one of the build machine",
        "accepted: interpreter: a python.interpreter, or a python_interpreter for one in the base; " +
        "or a toolchain that has its Python in runfiles",
        'fix: set interpreter = "@python_3_11" in ' + file,
    ]
    program = "//rules/tests/content:program"
    not_python = [
        'Cannot start "{}" by an interpreter: it is not a py_binary'.format(program),
        "fix: name one in binary, or remove interpreter, in " + file,
    ]
    cases = {
        "bytecode": (model_image, dict(binary = program, bytecode = False), [
            'Cannot leave out compiled Python files: "{}" is not a py_binary'.format(program),
        ]),
        "image_of_another": (python_image, dict(binary = program, interpreter = ":python"), not_python),
        "model_of_another": (model_image, dict(binary = program, interpreter = ":python"), not_python),
        "image_no_interpreter": (python_image, dict(binary = ":server"), unknown),
        "no_interpreter": (model_image, dict(binary = ":server"), unknown),
        "sources": (python_image, dict(binary = ":server", interpreter = ":python", srcs = ["server.py"]), [
            "Cannot use srcs together with binary: it imports only its runfiles",
            "fix: move srcs to {}server, or to a py_library in its deps".format(here),
        ]),
        "two_starts": (python_image, dict(binary = ":server", interpreter = ":python", module = "greet"), [
            "Cannot start 2 programs: module, binary",
        ]),
        "version": (model_image, dict(binary = ":hermetic", interpreter = ":python_3_12"), [
            'Cannot start "{}hermetic" with Python 3.12: its toolchain and packages are for Python 3.11'.format(here),
        ]),
        "venv_version": (model_image, dict(binary = ":system_venv", interpreter = ":python_3_12"), [
            'Cannot start "{}system_venv" with Python 3.12: '.format(here) +
            "its toolchain and packages are for Python 3.11",
        ]),
    }
    for case, (make, attributes, lines) in cases.items():
        make(
            name = "fails_" + case,
            platform = "//platforms:linux_amd64",
            tags = ["manual"],
            **attributes
        )
        failure_test(name = case + "_test", lines = lines, target_under_test = ":fails_" + case + ".image")
    return [":{}_test".format(case) for case in cases]
