"""The action that installs wheels to a directory, for programs that import them while building."""

load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")
load("//rules/private/python_code:actions/layer_commands.bzl", "add_compiler")

visibility(["//rules/..."])

def site_packages(ctx, rule, environment, name, bytecode = False):
    """Installs the wheels of an environment to a directory, which is made only when an action wants it.

    ```python
    site = site_packages(ctx, _RULE, ctx.attr.python[PythonEnvironmentInfo], ctx.label.name + ".site")
    run_python(ctx, _RULE, runner = environment.interpreter.runner, sites = [site], ...)
    ```

    Args:
      ctx: the context of a rule with TOOL_ATTRS and TOOL_TOOLCHAINS, and with COMPILER_ATTRS where `bytecode` is True.
      rule: name of the rule as people know it.
      environment: PythonEnvironmentInfo.
      name: name of the output.
      bytecode: whether Python files are compiled. That takes longer than programs do that import a part of them, and
        is for directories that programs import from each time when somebody edits something.

    Returns:
      File: a directory as `site-packages` is one.
    """
    output = ctx.actions.declare_directory(name)
    wheels = depset([wheel.file for wheel in environment.wheels.to_list()])
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [output])
    args.add(environment.prefix, format = "--prefix=%s")
    args.add(environment.interpreter.version, format = "--python-version=%s")
    compiler = add_compiler(ctx, args, environment.interpreter, struct(bytecode = bytecode))
    args.add("--")
    args.add_all(wheels)
    run_tool(
        ctx,
        arguments = [args],
        command = "python install",
        inputs = depset(compiler, transitive = [wheels]),
        mnemonic = "RtPythonInstall",
        outputs = [output],
        progress_message = "Installing wheels for %{label}",
    )
    return output
