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
        doc = "Components to leave out, even if others need them.",
    ),
    "include": attr.string_list(
        doc = "Components to add to the default ones, with their dependencies.",
    ),
    "locks": attr.label_list(
        doc = "Your own lock files (`runtime_lock` makes them), with extra packages, archives, or other " +
              "versions. With `version`, they are merged into rt's lock file of that version, and replace packages " +
              "with the same name. Without `version`, they replace rt's.",
    ),
    "version": attr.string(
        doc = "Version of the package set; by default 13.5 for cuda and 5.2 for rocm.",
    ),
}

runtimes = module_extension(
    implementation = _runtimes_impl,
    doc = """\
Selects the packages of accelerator runtimes, which the flags `@rt//runtimes:cpu`, `:cuda`, `:rocm`, `:tpu` and
`:neuron` turn on. Only the root module's tags count. A package is fetched when a flag is on, for the architecture
being built, and verified against the hash in the lock file.

```python
runtimes = use_extension("@rt//rules:extensions.bzl", "runtimes")
runtimes.cuda(include = ["cublas", "cudnn"], version = "12.9")
```
""",
    tag_classes = {
        "cpu": tag_class(
            attrs = _COMMON,
            doc = "The processor. Nothing by default; `onnxruntime` is a component.",
        ),
        "cuda": tag_class(
            attrs = _COMMON | {
                "layout": attr.string(
                    doc = "`flat` puts all libraries into one directory; `site-packages` keeps the tree of a Python " +
                          "installation, which some plugins expect.",
                    default = "flat",
                    values = ["flat", "site-packages"],
                ),
            },
            doc = "NVIDIA GPUs. Only `cudart` by default.",
        ),
        "neuron": tag_class(
            attrs = _COMMON,
            doc = "AWS Neuron: the vendor's archives, from your own lock files.",
        ),
        "rocm": tag_class(
            attrs = _COMMON | {
                "gfx": attr.string_list(
                    doc = "GPU generations to include kernels for, such as `gfx90a`; all by default.",
                ),
            },
            doc = "AMD GPUs, with Debian's packages: 5.2 is for bases with Debian 12, 5.7 for 13, 6.4 for 14.",
        ),
        "tpu": tag_class(
            attrs = _COMMON,
            doc = "Google's TPUs.",
        ),
    },
)
