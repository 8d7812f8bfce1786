"""The action that installs wheels to a directory, for programs that import them while building."""

load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/..."])

def site_packages(ctx, rule, environment, name):
    """Installs the wheels of an environment to a directory, which is made only when an action wants it.

    ```python
    site = site_packages(ctx, _RULE, ctx.attr.python[PythonEnvironmentInfo], ctx.label.name + ".site")
    run_python(ctx, _RULE, runner = environment.interpreter.runner, sites = [site], ...)
    ```

    Args:
      ctx: the context of a rule with TOOL_ATTRS and TOOL_TOOLCHAINS.
      rule: name of the rule as people know it.
      environment: PythonEnvironmentInfo.
      name: name of the output.

    Returns:
      File: a directory as `site-packages` is one.
    """
    output = ctx.actions.declare_directory(name)
    wheels = depset([wheel.file for wheel in environment.wheels.to_list()])
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [output])
    args.add(environment.prefix, format = "--prefix=%s")
    args.add(environment.interpreter.version, format = "--python-version=%s")
    args.add("--")
    args.add_all(wheels)
    run_tool(
        ctx,
        arguments = [args],
        command = "python install",
        inputs = wheels,
        mnemonic = "RtPythonInstall",
        outputs = [output],
        progress_message = "Installing wheels for %{label}",
    )
    return output
