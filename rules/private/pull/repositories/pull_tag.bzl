"""What people write in `oci.pull`: its attributes, what is wrong with them, and the reference that they mean."""

load("//rules/private/attributes:mistakes.bzl", "mistake")
load("//rules/private/image:image_reference.bzl", "is_repository", "is_tag", "split_reference")
load(":repositories/pull_platforms.bzl", "DEFAULT_PLATFORMS", "parse_platform", "platform_key")

visibility(["//rules/..."])

PULL_ATTRS = {
    "bazel_tags": attr.string_list(
        doc = "Bazel's `tags` for the targets of the image, such as `[\"manual\"]`.",
    ),
    "config": attr.label(
        doc = "An auth file as written by `docker login`, or ODAHU documents of kind Connection, to be " +
              "consulted before the usual ones.",
    ),
    "digest": attr.string(
        doc = """Digest of the image or the index, `sha256:...`. Without it, the pull prints a warning with the line
to paste.""",
    ),
    "fetch_layers": attr.bool(
        doc = "Whether layers are fetched as soon as a target uses the image, as if `--@rt//rules:fetch_layers` were " +
              "set.",
    ),
    "image": attr.string(
        doc = "The image, `[HOST[:PORT]/]NAME[:TAG][@DIGEST]`, instead of `registry` and `repository`.",
    ),
    "name": attr.string(
        doc = "Name of the repository: `@name` is the image.",
        mandatory = True,
    ),
    "platforms": attr.string_list(
        doc = "Platforms that the index must have, `OS/ARCHITECTURE[/VARIANT]`; others are left out. Without it, " +
              "all that " +
              "Bazel can ask for.",
    ),
    "registry": attr.string(
        doc = "`HOST[:PORT]` of the registry.",
    ),
    "repository": attr.string(
        doc = "Name of the repository in the registry, such as `library/debian`.",
    ),
    "reproducible": attr.bool(
        default = True,
        doc = "Whether to warn when there is no `digest`.",
    ),
    "tag": attr.string(
        doc = "Tag; `latest` by default.",
    ),
    "www_authenticate_challenges": attr.string_dict(
        doc = "An error: in rules_oci this says how to log in to a registry; rt does what the registry asks for.",
    ),
}

# rules_oci names there the tools that it downloads, or the repositories of them.
TOOLCHAINS_ATTRS = {
    name: attr.string(doc = "Not used.")
    for name in ["crane_version", "name", "regctl_version", "zot_version"]
}

def pull_mistakes(tag):
    """Checks what people wrote.

    Args:
      tag: a struct with the attributes of `oci.pull`.

    Returns:
      A list of structs made by `mistake`.
    """
    return _place_mistakes(tag) + _version_mistakes(tag) + _challenge_mistakes(tag) + [
        mistake(
            'Cannot use a platform: it is "{}"'.format(platform),
            accepted = 'OS/ARCHITECTURE[/VARIANT], such as "linux/amd64"',
            fix = 'platforms = ["linux/amd64", "linux/arm64"]',
        )
        for platform in tag.platforms
        if not parse_platform(platform)
    ]

def pull_reference(tag):
    """Writes the reference that people mean.

    Args:
      tag: a struct with the attributes of `oci.pull`, without mistakes.

    Returns:
      A string for `rt fetch base`.
    """
    parts = split_reference(_written(tag))
    name = tag.tag or parts.tag
    digest = pinned_digest(tag)
    return parts.repository + (":" + name if name else "") + ("@" + digest if digest else "")

def pinned_digest(tag):
    """Finds the digest that people wrote.

    Args:
      tag: a struct with the attributes of `oci.pull`.

    Returns:
      A string, empty for none.
    """
    return tag.digest or split_reference(_written(tag)).digest

def pull_repositories(tag):
    """Names the repositories for the platforms of an index.

    Args:
      tag: a struct with the attributes of `oci.pull`, without mistakes.

    Returns:
      A dict of platform_key to the name of a repository.
    """
    keys = [platform_key(parse_platform(platform)) for platform in tag.platforms or DEFAULT_PLATFORMS]
    return {key: "{}_{}".format(tag.name, key) for key in keys}

def pull_spellings(tag):
    """Names further repositories: for platforms whose variant is the usual one, under the name with the variant too.

    Args:
      tag: a struct with the attributes of `oci.pull`, without mistakes.

    Returns:
      A dict of the name of a repository, such as "debian_linux_arm64_v8", to a platform_key.
    """
    usual = pull_repositories(tag).values()
    spelled = {
        "{}_{}".format(tag.name, platform.replace("/", "_")): platform_key(parse_platform(platform))
        for platform in tag.platforms
    }
    return {name: key for name, key in spelled.items() if name not in usual}

def _written(tag):
    return tag.image if tag.image else "{}/{}".format(tag.registry, tag.repository)

def _place_mistakes(tag):
    accepted = "either image, or registry together with repository"
    if bool(tag.image) == bool(tag.registry or tag.repository):
        return [mistake(
            "Cannot tell which image to pull: " +
            ("image is set beside registry or repository" if tag.image else "there is no image"),
            accepted = accepted,
            fix = 'image = "docker.io/library/debian"',
        )]
    if not tag.image and not (tag.registry and tag.repository):
        return [mistake(
            "Cannot tell which image to pull: {} is missing".format("repository" if tag.registry else "registry"),
            accepted = accepted,
            fix = 'registry = "docker.io", repository = "library/debian"',
        )]
    written = _written(tag).partition("@")[0]
    repository = split_reference(_written(tag)).repository
    if is_repository(repository) and "://" not in written:
        return []
    return [mistake(
        'Cannot use an image reference: it is "{}"'.format(_written(tag)),
        accepted = '[HOST[:PORT]/]NAME[:TAG][@sha256:DIGEST] in lower case, such as "ghcr.io/org/mnist:v1"',
        fix = (
            "leave {}:// out".format(written.partition("://")[0]) if "://" in written else "correct the reference"
        ),
    )]

def _version_mistakes(tag):
    parts = split_reference(_written(tag))
    mistakes = []
    if tag.tag and not is_tag(tag.tag):
        mistakes.append(mistake(
            'Cannot use a tag: it is "{}"'.format(tag.tag),
            accepted = 'letters, digits, "_", "." and "-", at most 128, not starting with "." or "-"',
            fix = 'tag = "latest"',
        ))
    if pinned_digest(tag) and not _is_digest(pinned_digest(tag)):
        mistakes.append(mistake(
            'Cannot use a digest: it is "{}"'.format(pinned_digest(tag)),
            accepted = "sha256: and 64 lower-case hexadecimal digits",
            fix = "leave digest out once: the pull says what it is",
        ))
    for attribute in ["tag", "digest"]:
        own, inside = getattr(tag, attribute), getattr(parts, attribute)
        if own and inside and own != inside:
            mistakes.append(mistake(
                'Cannot pull two images: {0} is "{1}", and "{2}" in image'.format(attribute, own, inside),
                accepted = "one {}".format(attribute),
                fix = "leave {} out".format(attribute),
            ))
    return mistakes

def _challenge_mistakes(tag):
    if not tag.www_authenticate_challenges:
        return []
    return [mistake(
        "Cannot use www_authenticate_challenges: rt authenticates the way the registry asks for",
        accepted = "config, an auth file, in addition to what docker login has written",
        fix = "leave www_authenticate_challenges out",
    )]

def _is_digest(text):
    algorithm, _, digits = text.partition(":")
    is_hexadecimal = all([digit in "0123456789abcdef" for digit in digits.elems()])
    return algorithm == "sha256" and len(digits) == 64 and is_hexadecimal
