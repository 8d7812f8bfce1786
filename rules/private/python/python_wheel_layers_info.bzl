"""What an aspect learns of wheels: their layers, which all images share."""

visibility(["//rules/private/..."])

PythonWheelLayersInfo = provider(
    doc = "Layers of wheels. Each is made in the package of the wheel, once for all images that want it so.",
    fields = {
        "big": "(dict[File, LayerSetInfo]) Layers of wheels that have some of their own, by the file of the wheel.",
        "rest": """\
(struct or None) `files` (list[File]), the wheels of the target that have no layers of their own, and `layers`
(LayerSetInfo), which hold all of them together. None where there are no such wheels.
""",
    },
)
