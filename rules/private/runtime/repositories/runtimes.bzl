"""The module extension `runtimes`: which packages accelerator runtimes are made of."""

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
_VERSIONS = {
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

_NO_TAG = struct(
    exclude = [],
    gfx = [],
    include = [],
    layout = "flat",
    locks = [],
    version = "",
)

def _runtimes_impl(module_ctx):
    for runtime in _VERSIONS:
        _declare(module_ctx, runtime, _tag_of(module_ctx, runtime))
    return module_ctx.extension_metadata(reproducible = True)

def _tag_of(module_ctx, runtime):
    """What the root module says; what other modules would like to have is not asked."""
    tags = [tag for module in module_ctx.modules if module.is_root for tag in getattr(module.tags, runtime)]
    if len(tags) > 1:
        _fail(runtime, [mistake(
            "Cannot choose between {} tags".format(len(tags)),
            accepted = "one runtimes.{}(...) in MODULE.bazel: an image has one version of each runtime".format(runtime),
        )])
    return tags[0] if tags else _NO_TAG

def _declare(module_ctx, runtime, tag):
    merged = merge_locks(_locks(module_ctx, runtime, tag))
    _fail(
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
            name = "_".join(["rt_runtime", runtime, architecture, package["name"].replace("+", "p")])
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
        name = "rt_runtime_" + runtime,
        components = library_components(merged.packages),
        missing = "" if merged.packages else _MISSING.get(runtime, ""),
        repositories = repositories,
        runtime = runtime,
        version = merged.version,
    )

def _locks(module_ctx, runtime, tag):
    versions = _VERSIONS[runtime]
    if tag.version and tag.version not in versions:
        _fail(runtime, [mistake(
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
        _fail(runtime, [mistake(
            "Cannot find the lock file {}".format(label_text(label)),
            accepted = "a lock file that runtime_lock wrote",
            fix = "run the runtime_lock target of its set with bazel run",
        )])
    lock = json.decode(module_ctx.read(label, watch = "yes"), default = None)
    if type(lock) != "dict" or lock.get("lockVersion") != 1 or type(lock.get("packages")) != "list":
        _fail(runtime, [mistake(
            "Cannot read {} as a lock file".format(label_text(label)),
            accepted = "what runtime_lock writes",
        )])
    return lock

def _fail(runtime, mistakes):
    if mistakes:
        fail("\n" + "\n".join([describe_to("runtimes." + runtime, one) for one in mistakes]))

_COMMON = {
    "exclude": attr.string_list(
        doc = "Components to leave out, even where others need them.",
    ),
    "include": attr.string_list(
        doc = "Components to add to the usual ones. What they need comes along.",
    ),
    "locks": attr.label_list(
        doc = "Your own lock files (`runtime_lock` makes them), with extra packages, archives, or other " +
              "versions. Together with `version`, they are put over rt's lock file of that version: a package of the " +
              "same name is " +
              "replaced. Without `version`, they are all there is.",
    ),
    "version": attr.string(
        doc = "Version of the set of packages. 13.5 of cuda and 5.2 of rocm if not given.",
    ),
}

runtimes = module_extension(
    implementation = _runtimes_impl,
    doc = """\
Chooses the packages of accelerator runtimes, which the flags `@rt//runtimes:cpu`, `:cuda`, `:rocm`, `:tpu` and
`:neuron` turn on. Only the root module is asked. A package is fetched when a flag is on, for the architecture that is
built, and verified by the hash of the lock file.

```python
runtimes = use_extension("@rt//rules:extensions.bzl", "runtimes")
runtimes.cuda(include = ["cublas", "cudnn"], version = "12.9")
```
""",
    tag_classes = {
        "cpu": tag_class(
            attrs = _COMMON,
            doc = "The processor. Usually nothing; `onnxruntime` is a component.",
        ),
        "cuda": tag_class(
            attrs = _COMMON | {
                "layout": attr.string(
                    doc = "`flat` puts all libraries into one directory; `site-packages` keeps the tree of a Python " +
                          "installation, in which some plugins look for others.",
                    default = "flat",
                    values = ["flat", "site-packages"],
                ),
            },
            doc = "NVIDIA GPUs. Usually `cudart` alone.",
        ),
        "neuron": tag_class(
            attrs = _COMMON,
            doc = "AWS Neuron: the vendor's archives, by your own lock files.",
        ),
        "rocm": tag_class(
            attrs = _COMMON | {
                "gfx": attr.string_list(
                    doc = "Generations of GPUs whose kernels are wanted, such as `gfx90a`. All if not given.",
                ),
            },
            doc = "AMD GPUs, with the packages of Debian: 5.2 goes with a base of Debian 12, 5.7 of Debian 13, 6.4 " +
                  "of Debian 14.",
        ),
        "tpu": tag_class(
            attrs = _COMMON,
            doc = "Google's TPUs.",
        ),
    },
)
