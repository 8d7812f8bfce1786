"""The module extension `oci`: base images from registries."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load(":repositories/declare_pull.bzl", "declare_pull")
load(
    ":repositories/pull_tag.bzl",
    "PULL_ATTRS",
    "TOOLCHAINS_ATTRS",
    "pull_mistakes",
    "pull_repositories",
    "pull_spellings",
)

visibility(["//rules/..."])

def _oci_impl(module_ctx):
    pulls = {}
    for module in module_ctx.modules:
        for tag in module.tags.pull:
            _add(pulls, module, tag)
    _fail_on([line for pull in pulls.values() for line in _mistakes(pull.tag, pulls)])
    for pull in pulls.values():
        declare_pull(pull.tag)

    # Nothing is asked of a registry here: what the repositories are depends on MODULE.bazel files alone.
    return module_ctx.extension_metadata(reproducible = True)

def _add(pulls, module, tag):
    """The root module comes first, and has the last word about a name."""
    before = pulls.get(tag.name)
    if not before:
        pulls[tag.name] = struct(module = module, tag = tag)
    elif before.module.name == module.name or (not before.module.is_root and _content(before.tag) != _content(tag)):
        _fail_on([describe_to("oci.pull " + tag.name, mistake(
            'Cannot pull two images under one name: modules "{}" and "{}"'.format(before.module.name, module.name),
            accepted = "names that are different",
            fix = "rename one of them",
        ))])

def _content(tag):
    return [getattr(tag, name) for name in sorted(PULL_ATTRS)]

def _mistakes(tag, pulls):
    context = "oci.pull " + tag.name
    mistakes = pull_mistakes(tag)
    if mistakes:
        return [describe_to(context, one) for one in mistakes]
    taken = [name for name in _names(tag) if name in pulls]
    return [describe_to("oci.pull " + name, mistake(
        'Cannot use the name "{}" twice: it is that of an image of "{}"'.format(name, tag.name),
        accepted = "a name that does not end like a platform, or in _layers",
        fix = "rename it",
    )) for name in taken]

def _names(tag):
    images = pull_repositories(tag).values() + pull_spellings(tag).keys()
    return images + [name + "_layers" for name in [tag.name] + images]

def _fail_on(lines):
    if lines:
        fail("\n" + "\n".join(lines))

oci = module_extension(
    implementation = _oci_impl,
    doc = """\
Base images from registries.

```python
oci = use_extension("@rt//rules:extensions.bzl", "oci")
oci.pull(
    name = "debian",
    digest = "sha256:...",
    image = "docker.io/library/debian",
    platforms = ["linux/amd64", "linux/arm64"],
    tag = "12",
)
use_repo(oci, "debian")
```

`@debian` is an image for `base`, `oci_load`, `oci_push` and `oci_image_index`. For an index, it is the image for the
target platform; `@debian_linux_amd64` (to be listed in `use_repo`) is a single image.

A pull fetches manifests and configs, but no layers: a registry that has the layers of a base, or can mount them, is
never sent them; loads fetch what the engine lacks. Only a build that makes a full copy needs them: see
`--@rt//rules:fetch_layers` and [docs/bases.md](../bases.md).
""",
    tag_classes = {
        "pull": tag_class(
            attrs = PULL_ATTRS,
            doc = "Pulls an image or an index.",
        ),
        "toolchains": tag_class(
            attrs = TOOLCHAINS_ATTRS,
            doc = "Accepted for MODULE.bazel files written for rules_oci; rt needs no such toolchains.",
        ),
    },
)
