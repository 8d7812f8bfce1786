"""The attributes of an image's config: what they mean, what is wrong with them, and as options of rt."""

load("//rules/private/attributes:attribute_table.bzl", "row")
load("//rules/private/attributes:mistakes.bzl", "mistake")
load("//rules/private/attributes:text_checks.bzl", "is_id")

visibility(["//rules/..."])

def key_mistakes(attribute, entries):
    """Checks the keys of a dict that travels as KEY=VALUE.

    Args:
      attribute: name of the attribute.
      entries: the dict.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake(
            'Cannot use a key of {}: it is "{}"'.format(attribute, key),
            accepted = 'a key that is not empty and has no "="',
            fix = "rename the key",
        )
        for key in entries
        if not key or "=" in key
    ]

def _is_port(text):
    number, slash, protocol = text.partition("/")
    if slash and protocol not in ["tcp", "udp", "sctp"]:
        return False
    return number.isdigit() and len(number) <= 5 and 0 < int(number) and int(number) < 65536

def _port_mistakes(_, ports):
    return [_port_mistake(port) for port in ports if not _is_port(port)]

def _port_mistake(port):
    return mistake(
        'Cannot expose an invalid port: it is "{}"'.format(port),
        accepted = "PORT, PORT/tcp, PORT/udp or PORT/sctp with PORT from 1 to 65535",
        fix = 'write exposed_ports = ["8080/tcp"]',
    )

def _path_mistakes(attribute, value):
    paths = value if type(value) == "list" else [value]
    return [_path_mistake(attribute, path) for path in paths if not path.startswith("/")]

def _path_mistake(attribute, path):
    return mistake(
        'Cannot use a relative path in {}: it is "{}"'.format(attribute, path),
        accepted = "an absolute path inside the image",
        fix = "{} = {}".format(attribute, '["/{}"]'.format(path) if attribute == "volumes" else '"/{}"'.format(path)),
    )

def _volume_mistakes(attribute, paths):
    return _path_mistakes(attribute, paths) + [
        mistake(
            'Cannot make the root of the image a volume: {} has "{}"'.format(attribute, path),
            accepted = "an absolute path of a directory below the root",
            fix = '{} = ["/data"]'.format(attribute),
        )
        for path in paths
        if path.startswith("/") and not path.strip("/.")
    ]

# What Bazel puts a path for in the attributes of other rules.
_LOCATIONS = [
    "$({}{} ".format(word, plural)
    for word in ["location", "rootpath", "execpath", "rlocationpath"]
    for plural in ["", "s"]
]

def _word_mistakes(attribute, words):
    """Values stand as they are: `$(date)` may be meant for a shell in the image, `$(location :x)` for nobody."""
    return [
        mistake(
            'Cannot use $(location) in {}: it has "{}"'.format(attribute, word),
            accepted = "words as the program in the image gets them",
            fix = "write the path that the file has in the image, or give a file of words, made by expand_template",
        )
        for word in words
        if _has_location(word)
    ]

def _has_location(text):
    return bool([location for location in _LOCATIONS if location in text])

def _env_mistakes(attribute, entries):
    return key_mistakes(attribute, entries) + [
        mistake(
            'Cannot use $(location) in {}: {} is "{}"'.format(attribute, name, value),
            accepted = "values as the program gets them; $NAME stands for a variable, and $$ for a dollar sign",
            fix = "write the path that the file has in the image, or give a file of lines, made by expand_template",
        )
        for name, value in entries.items()
        if _has_location(value.replace("$$", ""))
    ]

def _entrypoint_mistakes(attribute, words):
    mistakes = _word_mistakes(attribute, words)
    if words[0] == "":
        mistakes.append(mistake(
            "Cannot start a program without a name: the first word of {} is empty".format(attribute),
            accepted = "the path of a program in the image, then its arguments",
            fix = '{} = ["/usr/bin/server"]'.format(attribute),
        ))
    return mistakes

def _user_mistakes(attribute, user):
    if not [part for part in user.split(":") if part.isdigit() and not is_id(part)]:
        return []
    return [mistake(
        'Cannot run as {}: it is "{}"'.format(attribute, user),
        accepted = "names, or numbers up to 2147483647: engines accept no others",
        fix = '{} = "65532:65532"'.format(attribute),
    )]

CONFIG_TABLE = {
    "entrypoint": row(
        attr.string_list,
        doc = """List, or a file with one argument per line: the program and its first arguments. Drops the base's
cmd; `[]` drops the base's entrypoint as well.""",
        check = _entrypoint_mistakes,
        clear = True,
        file = "entrypoint-file",
        option = "entrypoint",
    ),
    "cmd": row(
        attr.string_list,
        doc = """List, or a file with one argument per line: default arguments after the entrypoint, which arguments
of `docker run` replace. `[]` drops the base's cmd.""",
        check = _word_mistakes,
        clear = True,
        file = "cmd-file",
        option = "cmd",
    ),
    "env": row(
        attr.string_dict,
        doc = """Dict, or a file with `KEY=VALUE` lines. `$NAME` and `${NAME}` in a value stand for the value in the
base or of an earlier key, or for nothing; `$$` is a dollar sign. A `$` that names no variable, such as `$1`, is an
error.""",
        check = _env_mistakes,
        file = "env-file",
        option = "env",
    ),
    "labels": row(
        attr.string_dict,
        doc = "Dict, or a file with `KEY=VALUE` lines; added to the base's, which they override.",
        check = key_mistakes,
        file = "labels-file",
        option = "label",
    ),
    "annotations": row(
        attr.string_dict,
        doc = "Dict, or a file with `KEY=VALUE` lines; written to the manifest.",
        check = key_mistakes,
        file = "annotations-file",
        option = "annotation",
    ),
    "user": row(
        attr.string,
        doc = """User and group, names or numbers, such as `"nonroot"` or `"65532:65532"`. Defaults to the base's.""",
        check = _user_mistakes,
        option = "user",
    ),
    "workdir": row(
        attr.string,
        doc = "Working directory, an absolute path. Defaults to the base's.",
        check = _path_mistakes,
        option = "workdir",
    ),
    "exposed_ports": row(
        attr.string_list,
        doc = """List such as `["8080/tcp"]`, or a file of ports separated by commas or newlines; added to the
base's.""",
        check = _port_mistakes,
        file = "exposed-ports-file",
        option = "exposed-port",
    ),
    "volumes": row(
        attr.string_list,
        doc = """List of absolute paths of directories for container data, or a file of them separated by commas or
newlines; added to the base's.""",
        check = _volume_mistakes,
        file = "volumes-file",
        option = "volume",
    ),
    "stop_signal": row(
        attr.string,
        doc = """The signal that stops the container, such as `"SIGTERM"`. Defaults to the base's.""",
        option = "stop-signal",
    ),
    "created": row(
        attr.label,
        doc = """A file with the creation time (RFC 3339). Defaults to the epoch, so that the digest depends only on
the contents.""",
        allow_single_file = True,
        option = "created-file",
    ),
}

# `env` of rules that put paths of the image for `$(location)`.
EXPANDED_ENV = row(
    attr.string_dict,
    doc = "Environment of the container.",
    check = key_mistakes,
    file = "env-file",
    option = "env",
)
