"""The module extension `runtimes`: which packages accelerator runtimes are made of."""

load("//rules/private/attributes:mistakes.bzl", "mistake")
load(":repositories/declare_runtime.bzl", "RUNTIME_VERSIONS", "declare_runtime", "fail_on_runtime")

visibility(["//rules/..."])

_NO_TAG = struct(
    exclude = [],
    gfx = [],
    include = [],
    layout = "flat",
    locks = [],
    version = "",
)

def _runtimes_impl(module_ctx):
    for runtime in RUNTIME_VERSIONS:
        declare_runtime(module_ctx, runtime, _tag_of(module_ctx, runtime))
    return module_ctx.extension_metadata(reproducible = True)

def _tag_of(module_ctx, runtime):
    """What the root module says; what other modules would like to have is not asked."""
    tags = [tag for module in module_ctx.modules if module.is_root for tag in getattr(module.tags, runtime)]
    if len(tags) > 1:
        fail_on_runtime(runtime, [mistake(
            "Cannot choose between {} tags".format(len(tags)),
            accepted = "one runtimes.{}(...) in MODULE.bazel: an image has one version of each runtime".format(runtime),
        )])
    return tags[0] if tags else _NO_TAG

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
