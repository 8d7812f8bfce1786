"""What module extensions do that choose packages of accelerator runtimes."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "label_text", "mistake")
load(":repositories/locked_package.bzl", "locked_package")
load(":repositories/runtime_hub.bzl", "runtime_hub")
load(
    ":repositories/runtime_locks.bzl",
    "choose_packages",
    "component_mistakes",
    "kept_files",
    "library_components",
    "merge_locks",
)

visibility(["//rules/..."])

# Lock files that rt has, by runtime and version; the first is the usual one.
RUNTIME_VERSIONS = {
    "cpu": ["builtin"],
    "cuda": ["13.5", "12.9"],
    "neuron": [],
    "rocm": ["5.2", "5.7", "6.4"],
    "tpu": ["0.0.51"],
}

# Why a runtime has no packages unless somebody names some.
_MISSING = {
    "neuron": "its packages are in no public index, so that nothing says yet where they are and what hash they have",
}

def declare_runtime(module_ctx, runtime, tag, prefix = "rt_runtime"):
    """Declares the repositories of the packages of a runtime, and the one of their targets.

    Args:
      module_ctx: module_ctx.
      runtime: name of the runtime, one of RUNTIMERUNTIME_VERSIONS.
      tag: a tag of `runtimes`, or a struct with the same fields.
      prefix: what the names of the repositories begin with; `<prefix>_<runtime>` has the targets.
    """
    merged = merge_locks(_locks(module_ctx, runtime, tag))
    fail_on_runtime(
        runtime,
        component_mistakes("include", tag.include, merged) + component_mistakes("exclude", tag.exclude, merged),
    )
    layout = getattr(tag, "layout", "flat")
    gfx = getattr(tag, "gfx", [])
    repositories = {}
    for package in choose_packages(merged, tag.include, tag.exclude):
        for architecture, file in package["files"].items():
            chosen = kept_files(file, layout, gfx)
            if not chosen.kept:
                continue
            name = "_".join([prefix, runtime, architecture, package["name"].replace("+", "p")])
            repositories.setdefault(architecture, []).append(name)
            locked_package(
                name = name,
                file = file["file"],
                kept = chosen.kept,
                kind = package["kind"],
                large = chosen.large,
                own_layer = chosen.own_layer,
                package = package["name"],
                runtime = runtime,
                sha256 = file["sha256"],
                urls = file.get("urls", []),
                version = package["version"],
            )
    runtime_hub(
        name = "{}_{}".format(prefix, runtime),
        components = library_components(merged.packages),
        missing = "" if merged.packages else _MISSING.get(runtime, ""),
        repositories = repositories,
        runtime = runtime,
        version = merged.version,
    )

def _locks(module_ctx, runtime, tag):
    versions = RUNTIME_VERSIONS[runtime]
    if tag.version and tag.version not in versions:
        fail_on_runtime(runtime, [mistake(
            'Cannot find version "{}"'.format(tag.version),
            accepted = ", ".join(versions) or "no version: name lock files in locks",
            fix = "make a lock file of your own with runtime_lock and name it in locks",
        )])
    labels = [
        Label("//runtimes/{}:{}.lock.json".format(runtime, version))
        for version in [tag.version or (versions[0] if versions else "")]
        if version and not _replaces(tag)
    ] + tag.locks
    return [_decode(module_ctx, runtime, label) for label in labels]

def _replaces(tag):
    """Lock files without a version are all there is; with one, they are on top of it."""
    return bool(tag.locks) and not tag.version

def _decode(module_ctx, runtime, label):
    if not module_ctx.path(label).exists:
        fail_on_runtime(runtime, [mistake(
            "Cannot find the lock file {}".format(label_text(label)),
            accepted = "a lock file that runtime_lock wrote",
            fix = "run the runtime_lock target of its set with bazel run",
        )])
    lock = json.decode(module_ctx.read(label, watch = "yes"), default = None)
    if type(lock) != "dict" or lock.get("lockVersion") != 1 or type(lock.get("packages")) != "list":
        fail_on_runtime(runtime, [mistake(
            "Cannot read {} as a lock file".format(label_text(label)),
            accepted = "what runtime_lock writes",
        )])
    return lock

def fail_on_runtime(runtime, mistakes):
    """Fails with all mistakes of a tag at once; returns when there are none.

    Args:
      runtime: name of the runtime.
      mistakes: list of structs made by `mistake`.
    """
    if mistakes:
        fail("\n" + "\n".join([describe_to("runtimes." + runtime, one) for one in mistakes]))
