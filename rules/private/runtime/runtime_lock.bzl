"""The rule runtime_lock."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line", "runfiles_key")
load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "label_text", "mistake")
load("//rules/private/program:actions/run_target.bzl", "RUN_ATTRS", "RUN_TOOLCHAINS", "run_arguments", "run_target")

visibility(["//rules/..."])

_RULE = "runtime_lock"

_SET = ".set.json"
_LOCK = ".lock.json"

def _runtime_lock_impl(ctx):
    fail_on(_mistakes(ctx), _RULE, ctx.label)
    args = run_arguments(ctx, _RULE, "lock runtimes")
    args.add("--workspace")
    for file in ctx.files.sets:
        args.add_all([file], map_each = runfiles_key)
        args.add(escape_line(file.short_path.removesuffix(_SET) + _LOCK))
    return [run_target(ctx, args, ctx.runfiles(ctx.files.sets))]

def _mistakes(ctx):
    return [
        mistake(
            'Cannot tell where the lock file of "{}" goes'.format(file.short_path),
            accepted = "a file of the workspace called NAME{}, which becomes NAME{} beside it".format(_SET, _LOCK),
            fix = "rename it in sets in " + build_file(ctx.label),
        )
        for file in ctx.files.sets
        if not file.basename.endswith(_SET) or not file.is_source
    ] + [
        mistake(
            'Cannot write a lock file of "{}": it is not of this workspace'.format(label_text(file.owner)),
            accepted = "sets of the workspace that Bazel runs in",
            fix = "copy the set there, and name it in a runtime_lock there",
        )
        for file in ctx.files.sets
        if file.owner.repo_name
    ]

runtime_lock = rule(
    implementation = _runtime_lock_impl,
    doc = """\
Writes lock files for sets of packages when it is run: `bazel run //runtimes:lock`. Packages that are already in a
lock file as the set requires are not fetched again, except with `-- --all`. docs/runtimes.md describes the JSON
format of a set.

```python
runtime_lock(
    name = "lock",
    sets = ["neuron.set.json"],
)
```
""",
    attrs = RUN_ATTRS | {
        "sets": attr.label_list(
            doc = "Files named `NAME.set.json`; each gets a `NAME.lock.json` next to it in the workspace.",
            allow_empty = False,
            allow_files = [".json"],
            mandatory = True,
        ),
    },
    executable = True,
    toolchains = RUN_TOOLCHAINS,
)
