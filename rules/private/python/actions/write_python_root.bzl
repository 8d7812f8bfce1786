"""The action that unpacks Debian packages to a directory, from which their Python runs on any system."""

load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/private/..."])

def write_python_root(ctx, rule, architecture, debs, output, compiler):
    """Makes the directory.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      architecture: architecture of the packages, as Debian calls it.
      debs: list of File: the packages.
      output: File: the directory.
      compiler: File: a directory for what is needed of it to compile.
    """
    args = argument_file(ctx, rule)
    add_file_options(args, "out", [output])
    add_file_options(args, "compiler-out", [compiler])
    args.add(architecture, format = "--architecture=%s")
    args.add("--")
    args.add_all(debs)
    run_tool(
        ctx,
        arguments = [args],
        command = "python root",
        inputs = depset(debs),
        mnemonic = "RtPythonRoot",
        outputs = [output, compiler],
        progress_message = "Unpacking the Python of %{label}",
    )
