"""The attributes of an image's config: what they mean, what is wrong with them, and as arguments of `rt image`."""

load("//rules/private/attributes:mistakes.bzl", "mistake")

visibility(["//rules/..."])

# Attribute to option, for text that the option takes whole.
_WORDS = {
    "stop_signal": "stop-signal",
    "user": "user",
    "workdir": "workdir",
}

# Attribute to option, one option an element.
_LISTS = {
    "cmd": "cmd",
    "entrypoint": "entrypoint",
    "exposed_ports": "exposed-port",
    "volumes": "volume",
}

# Attribute to option, one option KEY=VALUE an entry.
_DICTS = {
    "annotations": "annotation",
    "env": "env",
    "labels": "label",
}

# Attribute to option, for files.
_FILES = {
    "annotations_file": "annotations-file",
    "cmd_file": "cmd-file",
    "created": "created-file",
    "entrypoint_file": "entrypoint-file",
    "env_file": "env-file",
    "exposed_ports_file": "exposed-ports-file",
    "labels_file": "labels-file",
    "volumes_file": "volumes-file",
}

_FLAGS = {
    "clear_cmd": "clear-cmd",
    "clear_entrypoint": "clear-entrypoint",
}

CONFIG_ATTRS = {
    "annotations": attr.string_dict(
        doc = "Annotations of the manifest.",
    ),
    "annotations_file": attr.label(
        doc = "A file with one annotation a line, `KEY=VALUE`.",
        allow_single_file = True,
    ),
    "clear_cmd": attr.bool(
        doc = "Leave the base's cmd out.",
    ),
    "clear_entrypoint": attr.bool(
        doc = "Leave the base's entrypoint and cmd out.",
    ),
    "cmd": attr.string_list(
        doc = "Default arguments after the entrypoint.",
    ),
    "cmd_file": attr.label(
        doc = "A file with one argument a line, instead of `cmd`.",
        allow_single_file = True,
    ),
    "created": attr.label(
        doc = "A file with the time of creation (RFC 3339). Without it the epoch, so that the digest depends on " +
              "content only.",
        allow_single_file = True,
    ),
    "entrypoint": attr.string_list(
        doc = "The program and its first arguments. Drops the base's cmd.",
    ),
    "entrypoint_file": attr.label(
        doc = "A file with one argument a line, instead of `entrypoint`.",
        allow_single_file = True,
    ),
    "env": attr.string_dict(
        doc = "Environment. `$NAME` and `${NAME}` in a value stand for what the base or an earlier key has.",
    ),
    "env_file": attr.label(
        doc = "A file with one variable a line, `KEY=VALUE`.",
        allow_single_file = True,
    ),
    "exposed_ports": attr.string_list(
        doc = "Ports such as `8080`, `8080/tcp` or `53/udp`, on top of the base's.",
    ),
    "exposed_ports_file": attr.label(
        doc = "A file of ports, separated by commas or lines.",
        allow_single_file = True,
    ),
    "labels": attr.string_dict(
        doc = "Labels of the config, merged over the base's.",
    ),
    "labels_file": attr.label(
        doc = "A file with one label a line, `KEY=VALUE`.",
        allow_single_file = True,
    ),
    "stop_signal": attr.string(
        doc = "Signal that asks the container to stop, such as `SIGTERM`. Empty for the base's.",
    ),
    "user": attr.string(
        doc = "User and group, names or numbers: `nonroot`, `65532:65532`. Empty for the base's.",
    ),
    "volumes": attr.string_list(
        doc = "Directories that hold data of a container, on top of the base's.",
    ),
    "volumes_file": attr.label(
        doc = "A file of directories, separated by commas or lines.",
        allow_single_file = True,
    ),
    "workdir": attr.string(
        doc = "Working directory, an absolute path. Empty for the base's.",
    ),
}

def config_options(attributes):
    """Writes the config as options of `rt image`.

    Args:
      attributes: `ctx.attr` of a rule with `CONFIG_ATTRS`.

    Returns:
      A list of strings. The files are in `config_files`.
    """
    return (
        ["--{}={}".format(_WORDS[name], getattr(attributes, name)) for name in _WORDS if getattr(attributes, name)] +
        ["--" + _FLAGS[name] for name in _FLAGS if getattr(attributes, name)] +
        ["--{}={}".format(_LISTS[name], value) for name in _LISTS for value in getattr(attributes, name)] +
        [
            "--{}={}={}".format(_DICTS[name], key, value)
            for name in _DICTS
            for key, value in getattr(attributes, name).items()
        ]
    )

def config_files(files):
    """Lists the files of the config with the options of `rt image` that read them.

    Args:
      files: `ctx.file` of a rule with `CONFIG_ATTRS`.

    Returns:
      A list of (option, File).
    """
    return [(_FILES[name], getattr(files, name)) for name in _FILES if getattr(files, name)]

def config_mistakes(attributes):
    """Checks what can be known of a config without reading files.

    Args:
      attributes: `ctx.attr` of a rule with `CONFIG_ATTRS`.

    Returns:
      A list of structs for `fail_on`.
    """
    return (
        [mistake for name in _DICTS for mistake in key_mistakes(name, getattr(attributes, name))] +
        [_port_mistake(port) for port in attributes.exposed_ports if not _is_port(port)] +
        [_path_mistake("volumes", path) for path in attributes.volumes if not path.startswith("/")] +
        ([_path_mistake("workdir", attributes.workdir)] if attributes.workdir and
                                                           not attributes.workdir.startswith("/") else [])
    )

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

def _port_mistake(port):
    return mistake(
        'Cannot expose a port: it is "{}"'.format(port),
        accepted = "PORT, PORT/tcp, PORT/udp or PORT/sctp with PORT from 1 to 65535",
        fix = 'write exposed_ports = ["8080/tcp"]',
    )

def _path_mistake(attribute, path):
    return mistake(
        'Cannot use a relative path in {}: it is "{}"'.format(attribute, path),
        accepted = "an absolute path inside the image",
        fix = "{} = {}".format(attribute, '["/{}"]'.format(path) if attribute == "volumes" else '"/{}"'.format(path)),
    )
