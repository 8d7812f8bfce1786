"""Attributes that every rule has, for macros that pass them on."""

load(":mistakes.bzl", "mistake")

visibility(["//rules/..."])

COMMON_ATTRIBUTES = [
    "aspect_hints",
    "compatible_with",
    "deprecation",
    "exec_compatible_with",
    "exec_group_compatible_with",
    "exec_properties",
    "features",
    "package_metadata",
    "restricted_to",
    "tags",
    "target_compatible_with",
    "testonly",
    "toolchains",
    "visibility",
]

# Keywords of rule sets with rules of the same names, and what does the same here.
_ELSEWHERE = {
    "compressor": "use compress and level: the compression is built in",
    "loader": "leave it out, and choose the engine with bazel run TARGET -- --engine docker, podman or nerdctl",
    "mutate": "give strip_prefix, package_dir, mtime, owner, ownername and mode to tar itself",
    "prefix": "tar and mtree_spec call it package_dir",
    "resource_set": "leave it out: the action that makes an image never reads layers",
}

def keyword_mistakes(known, given):
    """Checks the keywords that a macro was called with.

    Args:
      known: list of the names of the macro's own keywords.
      given: dict of all other keywords.

    Returns:
      A list of at most one struct for `fail_on`, which names all that are unknown.
    """
    unknown = sorted([keyword for keyword in given if keyword not in COMMON_ATTRIBUTES])
    if not unknown:
        return []
    return [mistake(
        "Cannot use unknown keyword{}: {}".format("s" if len(unknown) > 1 else "", ", ".join(unknown)),
        accepted = ", ".join(known) + ", and what all rules have, such as tags and visibility",
        fix = "; ".join(["{}: {}".format(name, _ELSEWHERE[name]) for name in unknown if name in _ELSEWHERE]) or None,
    )]
