"""What module extensions do that pull images."""

load(":repositories/pull_tag.bzl", "pinned_digest", "pull_reference", "pull_repositories", "pull_spellings")
load(
    ":repositories/pulled_image_repositories.bzl",
    "pulled_layers_repository",
    "pulled_platform_repository",
    "pulled_repository",
)

visibility(["//rules/..."])

def declare_pull(tag):
    """Declares the repositories of an image or an index, its images and their layers.

    Args:
      tag: a tag of oci.pull, or a struct with the same fields, without mistakes.
    """
    common = {"config": tag.config, "pull": tag.name}
    described = common | {"bazel_tags": tag.bazel_tags, "fetch_layers": tag.fetch_layers}
    reference = pull_reference(tag)
    repositories = pull_repositories(tag)
    pulled_repository(
        name = tag.name,
        pinned = bool(pinned_digest(tag)),
        platforms = tag.platforms,
        reference = reference,
        repositories = repositories,
        reproducible = tag.reproducible,
        **described
    )
    names = {name: key for key, name in repositories.items()} | pull_spellings(tag)
    for name, key in names.items():
        pulled_platform_repository(
            name = name,
            key = key,
            reference = reference,
            root = "@{}//:image.json".format(tag.name),
            **described
        )
    for name in [tag.name] + names.keys():
        pulled_layers_repository(
            name = name + "_layers",
            layers = "@{}//:layers.json".format(name),
            **common
        )
