"""Reads layers from targets: rt's own, and tar files of any origin."""

load("//rules/private/attributes:mistakes.bzl", "label_text", "mistake")
load(":actions/describe_tar.bzl", "describe_tar")
load(":layer_set_info.bzl", "LayerSetInfo")

visibility(["//rules/..."])

_EXTENSIONS = (".tar", ".tar.gz", ".tgz", ".tar.zst", ".tzst")

def direct_files(target):
    """Lists the default outputs of one direct dependency: an image or a few archives, never a large set.

    Args:
      target: a Target.

    Returns:
      A list of File.
    """
    return target[DefaultInfo].files.to_list()

def layer_mistakes(attribute, targets):
    """Checks that targets are layers or tar files, by their names.

    Args:
      attribute: name of the attribute.
      targets: list of Target.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake(
            'Cannot use a file in {} as a layer: "{}" gives "{}"'.format(
                attribute,
                label_text(target.label),
                file.basename,
            ),
            accepted = "tar, weights_layer, or files with the extension " + ", ".join(_EXTENSIONS),
            fix = "pack it with tar(...) and list that target in " + attribute,
        )
        for target in targets
        if LayerSetInfo not in target
        for file in direct_files(target)
        if not file.basename.endswith(_EXTENSIONS)
    ]

def layers_of(ctx, rule, targets):
    """Joins the layers of targets, in order; plain tar files are described by an action.

    Args:
      ctx: the rule context.
      rule: name of the rule as people know it.
      targets: list of Target, bottom layer first.

    Returns:
      A LayerSetInfo.
    """
    return join_layers([
        info
        for index, target in enumerate(targets)
        for info in ([target[LayerSetInfo]] if LayerSetInfo in target else _described(ctx, rule, index, target))
    ])

def join_layers(infos):
    """Joins layers, in order.

    Args:
      infos: list of LayerSetInfo, bottom layer first.

    Returns:
      A LayerSetInfo. A layer set that comes twice counts at its first place.
    """
    return LayerSetInfo(
        blobs = depset(transitive = [info.blobs for info in infos]),
        layer_sets = depset(transitive = [info.layer_sets for info in infos], order = "preorder"),
        sources = depset(transitive = [info.sources for info in infos]),
    )

def _described(ctx, rule, index, target):
    return [
        LayerSetInfo(
            blobs = depset([tar]),
            layer_sets = depset([
                describe_tar(ctx, rule, tar, "{}.{}.{}.layers.json".format(ctx.label.name, index, part)),
            ]),
            sources = depset(),
        )
        for part, tar in enumerate(direct_files(target))
    ]
