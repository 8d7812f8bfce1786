"""The targets in the repositories of `oci.pull`: texts of their BUILD files."""

load(":repositories/pull_platforms.bzl", "platform_settings")

visibility(["//rules/..."])

_HEAD = """\
load("{rt}//rules/private/pull:pulled_image.bzl", "pulled_image")

package(default_visibility = ["//visibility:public"])

exports_files(glob(["*.json"]))
"""

_IMAGE = """
pulled_image(
    name = "{name}",
    config = "config.json",
    fetched_layers = {fetched_layers},
    layers = "layers.json",
    manifest = "manifest.json",
    media_type = "{media_type}",
    reference = "{reference}",
    tags = {tags},
)
"""

_WHEN_ASKED = """select({{
        "{rt}//rules:fetch_layers_is_on": {layers},
        "//conditions:default": [],
    }})"""

_CHOICE = """
alias(
    name = "{name}",
    actual = select(
        {{
{choices}
        }},
        no_match_error = {no_match},
    ),
    tags = {tags},
)
"""

_SETTING = """
config_setting(
    name = "{name}",
    constraint_values = [
        "@platforms//cpu:{cpu}",
        "@platforms//os:{os}",
    ],
)
"""

# A value that no platform has.
_NEVER = """
config_setting(
    name = "never",
    constraint_values = ["@platforms//:incompatible"],
)
"""

def _rt():
    return str(Label("//:all")).partition("//")[0]

def _head():
    return _HEAD.format(rt = _rt())

def image_targets(name, media_type, always_fetched, reference, tags):
    """Writes the BUILD file of an image.

    Args:
      name: name of the repository, whose layers are in another one.
      media_type: media type of the manifest.
      always_fetched: whether its layers come with it, or only when a flag says so.
      reference: where the image, or the index that it is of, was pulled from.
      tags: list of strings: tags of the target.

    Returns:
      A string.
    """
    layers = '["@{}_layers//:layers"]'.format(name)
    return _head() + _IMAGE.format(
        name = name,
        fetched_layers = layers if always_fetched else _WHEN_ASKED.format(layers = layers, rt = _rt()),
        media_type = media_type,
        reference = reference,
        tags = json.encode(tags),
    )

def choice_targets(name, images, error, tags):
    """Writes the BUILD file of an index: a choice by the target platform.

    Args:
      name: name of the repository.
      images: dict from `choose_images`.
      error: what is said for any other platform.
      tags: list of strings: tags of the choice.

    Returns:
      A string.
    """
    settings = {
        "{}_{}".format(values.os, values.cpu): struct(image = image, values = values)
        for image in images.values()
        for values in platform_settings(image.platform)
    }
    choices = {":" + setting: "@" + settings[setting].image.repository for setting in sorted(settings)}
    return "".join([_head(), _choice(name, choices, error, tags)] + [
        _SETTING.format(name = key, cpu = one.values.cpu, os = one.values.os)
        for key, one in settings.items()
    ])

def absent_targets(name, error, tags):
    """Writes the BUILD file of an image that an index lacks: a choice among nothing, which fails for who uses it.

    Args:
      name: name of the repository.
      error: what is said then.
      tags: list of strings: tags of the choice.

    Returns:
      A string.
    """
    return _head() + _choice(name, {":never": ":never"}, error, tags) + _NEVER

def _choice(name, choices, error, tags):
    return _CHOICE.format(
        name = name,
        choices = "\n".join(['            "{}": "{}",'.format(*choice) for choice in choices.items()]),
        no_match = json.encode("\n" + error),
        tags = json.encode(tags),
    )
