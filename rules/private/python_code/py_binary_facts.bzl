"""The aspect that finds out how a py_binary starts."""

load(":py_binary_info.bzl", "PyBinaryInfo")
load(":py_providers.bzl", "py_info_of", "py_runtime_of")

visibility(["//rules/private/..."])

# A rule of rules_python that chooses a version of Python has the program itself in this attribute.
_INNER = "target"

def _py_binary_facts_impl(target, ctx):
    info = py_info_of(target)
    inner = getattr(ctx.rule.attr, _INNER, None)
    if type(inner) == "Target" and PyBinaryInfo in inner:
        return [inner[PyBinaryInfo]]
    module = getattr(ctx.rule.attr, "main_module", None) or ""
    main = None if module else _main(ctx.rule)
    if not info or not target[DefaultInfo].files_to_run.executable or not (main or module):
        return []
    runtime = py_runtime_of(target)
    return [PyBinaryInfo(
        imports = info.imports,
        interpreter = runtime.interpreter if runtime and _is_hermetic(runtime) else None,
        main = main,
        module = module,
        runtime_files = _files(runtime) if runtime else depset(),
        version = _version(runtime) if runtime else "",
    )]

def _main(rule):
    """The file of `main`, or else that of `srcs` with the name of the target, as `py_binary` chooses it."""
    main = getattr(rule.file, "main", None)
    if main:
        return main
    name = rule.attr.name + ".py"
    found = [
        file
        for file in getattr(rule.files, "srcs", [])
        if file.short_path == name or file.short_path.endswith("/" + name)
    ]
    return found[0] if len(found) == 1 else None

def _files(runtime):
    direct = [runtime.interpreter] if runtime.interpreter else []
    return depset(direct, transitive = [runtime.files] if runtime.files else [])

def _is_hermetic(runtime):
    """Toolchains that look for a Python of the machine have a script in its place."""
    return bool(runtime.interpreter) and runtime.interpreter.extension != "sh"

def _version(runtime):
    info = getattr(runtime, "interpreter_version_info", None)
    if info and getattr(info, "major", None) != None and getattr(info, "minor", None) != None:
        return "{}.{}".format(info.major, info.minor)
    name = runtime.interpreter.basename.removeprefix("python") if runtime.interpreter else ""
    return name if name.startswith("3.") and name.removeprefix("3.").isdigit() else ""

py_binary_facts = aspect(
    implementation = _py_binary_facts_impl,
    doc = "Finds out how a py_binary starts; other targets get nothing.",
    attr_aspects = [_INNER],
)
