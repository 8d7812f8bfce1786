"""The attributes that name a trained model and its document: one table for all packagers."""

load("//rules/private/attributes:attribute_table.bzl", "row")
load("//rules/private/image:image_config.bzl", "CONFIG_TABLE")

visibility(["//rules/..."])

DOCUMENT_TABLE = {
    "packaging": row(
        attr.label_list,
        doc = """Documents of kind ModelPackaging, YAML or JSON: one file or several. They are read during the build,
and therefore must not contain connections with secrets.""",
        allow_empty = False,
        allow_files = True,
        mandatory = True,
    ),
    "id": row(
        attr.string,
        doc = "The `id` of the document to use, if there are several.",
    ),
}

# What a document says is not said again: the rest of an image's config.
REST_OF_CONFIG_TABLE = {
    name: CONFIG_TABLE[name]
    for name in ["annotations", "created", "labels", "user"]
}
