"""Checks image references, as far as a BUILD file spells them out (distribution reference grammar)."""

load("//rules/private/attributes:mistakes.bzl", "mistake")

visibility(["//rules/..."])

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_TAG_FIRST = _LOWER + _LOWER.upper() + _DIGITS + "_"
_TAG_REST = _TAG_FIRST + ".-"
_NAME = _LOWER + _DIGITS + "._-"
_MAX_TAG = 128

def split_reference(reference):
    """Splits a reference at its tag and digest.

    A colon before the last slash belongs to the port of the host; a single word with a colon is a name and a tag.

    Args:
      reference: such as "localhost:5000/org/image:v1@sha256:...".

    Returns:
      A struct of strings: repository, tag, digest. Tag and digest are empty where absent.
    """
    name, _, digest = reference.partition("@")
    head, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    return struct(repository = head + slash + last, tag = tag, digest = digest)

def is_tag(text):
    """Tells whether text is a tag: at most 128 letters, digits, `_`, `.`, `-`, the first neither `.` nor `-`.

    Args:
      text: any string.

    Returns:
      A bool; False for the empty string.
    """
    return 0 < len(text) and len(text) <= _MAX_TAG and text[0] in _TAG_FIRST and _only(text, _TAG_REST)

def is_repository(text):
    """Tells whether text is a repository: [HOST[:PORT]/]NAME in lower case, without tag or digest.

    Args:
      text: any string.

    Returns:
      A bool.
    """
    first, slash, rest = text.partition("/")
    if not slash:
        return _is_component(first)
    if "." in first or ":" in first or first == "localhost":
        return _is_host(first) and _are_components(rest)
    return _are_components(text)

def _is_host(text):
    host, colon, port = text.rpartition(":") if not text.endswith("]") else (text, "", "")
    if not colon:
        host = text
    if colon and not port.isdigit():
        return False
    if host.startswith("[") and host.endswith("]"):
        return _only(host[1:-1].lower(), _DIGITS + "abcdef:.")
    return bool(host) and _only(host.lower(), _LOWER + _DIGITS + ".-")

def _are_components(path):
    return all([_is_component(part) for part in path.split("/")])

def _is_component(text):
    edges = _LOWER + _DIGITS
    return bool(text) and text[0] in edges and text[-1] in edges and _only(text, _NAME)

def _only(text, characters):
    return all([character in characters for character in text.elems()])

def repository_mistakes(repository, build_file):
    """Checks the attribute `repository` of a push.

    Args:
      repository: its value; empty is not given.
      build_file: name of the BUILD file, for the fix.

    Returns:
      A list of structs for `fail_on`.
    """
    if not repository or is_repository(repository):
        return []
    parts = split_reference(repository)
    what = "to what is not a repository"
    if parts.digest:
        what = "to a repository with a digest"
    elif parts.tag:
        what = "to a repository with a tag"
    fix = "set repository = \"{}\" in {}".format(parts.repository, build_file)
    if parts.tag and not parts.digest:
        fix += ' and remote_tags = ["{}"]'.format(parts.tag)
    return [mistake(
        'Cannot push {}: repository is "{}"'.format(what, repository),
        accepted = 'HOST[:PORT]/NAME in lower case without tag or digest, such as "ghcr.io/org/mnist"',
        fix = fix if is_repository(parts.repository) else "correct repository in " + build_file,
    )]

def registry_mistakes(attribute, registries):
    """Checks registries without a repository.

    Args:
      attribute: name of the attribute.
      registries: list of strings.

    Returns:
      A list of structs for `fail_on`.
    """
    return _unusable(
        "Cannot push to an invalid registry",
        attribute,
        [registry for registry in registries if not is_registry(registry)],
        accepted = 'HOST[:PORT], such as "ghcr.io"',
        example = "ghcr.io",
    )

def _unusable(problem, attribute, values, accepted, example):
    """One mistake for each of the values that a list must not have, with a list that would do."""
    return [
        mistake(
            '{} in {}: it is "{}"'.format(problem, attribute, value),
            accepted = accepted,
            fix = '{} = ["{}"]'.format(attribute, example),
        )
        for value in values
    ]

def is_registry(text):
    """Tells whether text is a registry: HOST[:PORT] with a dot, a port, or `localhost`.

    Args:
      text: any string.

    Returns:
      A bool.
    """
    return "/" not in text and ("." in text or ":" in text or text == "localhost") and _is_host(text)

def tag_mistakes(attribute, tags):
    """Checks tags without a repository.

    Args:
      attribute: name of the attribute.
      tags: list of strings.

    Returns:
      A list of structs for `fail_on`.
    """
    return _unusable(
        "Cannot use a tag",
        attribute,
        [tag for tag in tags if not is_tag(tag)],
        accepted = 'letters, digits, "_", "." and "-", at most 128, not starting with "." or "-"',
        example = "latest",
    )

def tag_template_mistakes(attribute, templates):
    """Checks templates of tags.

    Args:
      attribute: name of the attribute.
      templates: list of strings.

    Returns:
      A list of structs for `fail_on`.
    """
    return _unusable(
        "Cannot use a template of tags",
        attribute,
        [template for template in templates if not is_tag(_without_placeholders(template))],
        accepted = "a tag with {tag}, {os}, {architecture}, {variant} or {platform} in it",
        example = "{tag}-{platform}",
    )

def _without_placeholders(template):
    for name in ["tag", "os", "architecture", "variant", "platform"]:
        template = template.replace("{" + name + "}", "x")
    return template

def name_mistakes(attribute, names):
    """Checks names that an engine shall give to an image.

    Args:
      attribute: name of the attribute.
      names: list of strings, repository with an optional tag.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake(
            'Cannot name an image in {}: the name is "{}"'.format(attribute, name),
            accepted = '[HOST[:PORT]/]NAME[:TAG] in lower case without digest, such as "org/mnist:latest"',
            fix = '{} = ["{}"]'.format(attribute, _corrected(name)),
        )
        for name in names
        if not _is_name(name)
    ]

def _corrected(name):
    candidate = name.partition("@")[0].lower()
    return candidate if _is_name(candidate) else "org/mnist:latest"

def _is_name(name):
    parts = split_reference(name)
    return "@" not in name and is_repository(parts.repository) and (
        name == parts.repository or is_tag(parts.tag)
    )
