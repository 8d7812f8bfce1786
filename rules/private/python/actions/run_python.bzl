"""The action helper that runs a module or a script with the Python of an image."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/program:actions/locality.bzl", "ANYWHERE")
load("//rules/private/program:actions/run_tool.bzl", "argument_file", "run_tool")

visibility(["//rules/..."])

def run_python(
        ctx,
        rule,
        *,
        runner,
        outputs,
        mnemonic,
        progress_message,
        arguments = [],
        env = {},
        env_paths = {},
        inputs = depset(),
        locality = ANYWHERE,
        module = None,
        script = None,
        sites = [],
        stdout = None):
    """Runs a module or a script with the Python of an image, in an action of the machine that builds.

    It runs with the libraries of its own system, and with an environment in which nothing is of the machine or its
    user: `HOME` and `TMPDIR` are empty directories that go with it, hashes of texts are not random, the time zone is
    UTC.
    `sys.executable` can be started, so that `multiprocessing` and `subprocess` work. The current directory is the
    execution root: paths of files hold as they are. When it ends with anything but 0, the action fails with the last
    lines of what it said.

    ```python
    run_python(
        ctx,
        "docker_rest",
        arguments = [args],  # of ctx.actions.args(), with File objects
        inputs = depset([model]),
        mnemonic = "RtCheckEntrypoint",
        outputs = [report],
        progress_message = "Importing the entrypoint of %{label}",
        runner = ctx.attr.interpreter[PythonInterpreterInfo].runner,
        script = ctx.file._check,
        sites = [site_packages],  # directories
        stdout = report,
    )
    ```

    Args:
      ctx: the context of a rule with TOOL_ATTRS and TOOL_TOOLCHAINS.
      rule: name of the rule as people know it.
      runner: File: `runner` of a PythonInterpreterInfo, which must not be None.
      outputs: list of File that it writes; `stdout` is among them.
      mnemonic: the action's mnemonic, such as "RtCheckEntrypoint".
      progress_message: what people see meanwhile.
      arguments: list of Args: what it is given. One argument each, in the order of the list.
      env: dict of variables of its environment.
      env_paths: dict of variables to File: their absolute path becomes the value.
      inputs: depset of File that it reads, beside all that is named here as File.
      locality: where the action may run, from locality.bzl.
      module: string: the module to run, as `python -m` does; or
      script: File: the script to run.
      sites: list of File: directories with packages, as `site-packages` is one; their `.pth` files count.
      stdout: File that gets what it writes to standard output, or None.
    """
    options = argument_file(ctx, rule)
    add_file_options(options, "root", [runner])
    add_file_options(options, "site", sites)
    add_file_options(options, "script", [script] if script else [])
    options.add_all([module] if module else [], format_each = "--module=%s", map_each = escape_line)
    add_file_options(options, "stdout", [stdout] if stdout else [])
    options.add_all([
        "{}={}".format(key, value)
        for key, value in env.items()
    ], format_each = "--env=%s", map_each = escape_line)
    for key, file in env_paths.items():
        add_file_options(options, "env-path=" + key, [file])
    options.add("--")
    files = [runner] + sites + ([script] if script else []) + _inputs_of(env_paths, outputs)
    run_tool(
        ctx,
        arguments = [options] + arguments,
        command = "python run",
        inputs = depset(files, transitive = [inputs]),
        locality = locality,
        mnemonic = mnemonic,
        outputs = outputs,
        progress_message = progress_message,
    )

def _inputs_of(env_paths, outputs):
    """A variable may name an output, for programs that are told by it where to write."""
    return [file for file in env_paths.values() if file not in outputs]
