"""Which layers have extension modules of Python, so that images check them."""

visibility(["//rules/private/..."])

ExtensionModulesInfo = provider(
    doc = "Layers with installed wheels. The libraries that their extension modules need must be in the image.",
    fields = {
        "layer_sets": "(depset[File]) The layer sets of these layers, as LayerSetInfo has them.",
    },
)

def modules_of(targets):
    """Finds the layers of targets whose extension modules an image checks.

    Args:
      targets: list of Target: layers of the image.

    Returns:
      A depset of File: layer sets.
    """
    return depset(transitive = [
        target[ExtensionModulesInfo].layer_sets
        for target in targets
        if ExtensionModulesInfo in target
    ])
