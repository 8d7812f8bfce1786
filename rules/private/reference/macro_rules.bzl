"""The rules behind macros. The reference of a macro `x` has the attributes of the rule `x_rule`."""

load("//rules/private/attributes:attribute_table.bzl", "attributes_of")
load("//rules/private/bento:bento.bzl", _BENTO_TABLE = "BENTO_TABLE")
load("//rules/private/bento:bento_image.bzl", _BENTO_IMAGE_TABLE = "BENTO_IMAGE_TABLE")
load("//rules/private/image:oci_image.bzl", _oci_image_rule = "oci_image_rule")
load("//rules/private/image:oci_image_index.bzl", _oci_image_index_rule = "oci_image_index_rule")
load("//rules/private/layer:mtree_spec.bzl", _mtree_spec_rule = "mtree_spec_rule")
load("//rules/private/layer:tar.bzl", _tar_rule = "tar_rule")
load("//rules/private/model:model_image.bzl", _model_image_rule = "model_image_rule")
load("//rules/private/model:weights_layer.bzl", _weights_layer_rule = "weights_layer_rule")
load("//rules/private/packagers:packaged_model.bzl", _packaged_model_rule = "packaged_model_rule")
load("//rules/private/push:oci_load.bzl", _oci_load_rule = "oci_load_rule")
load("//rules/private/push:oci_push.bzl", _oci_push_rule = "oci_push_rule")
load("//rules/private/python:python_image.bzl", _python_image_rule = "python_image_rule")
load("//rules/private/template:expand_template.bzl", _expand_template_rule = "expand_template_rule")

visibility("private")

# The macro has the attributes of two rules.
bento_rule = rule(
    implementation = lambda _: [],
    doc = "Makes a Bento and its image.",
    attrs = attributes_of(_BENTO_TABLE | _BENTO_IMAGE_TABLE),
)
docker_cli_rule = _packaged_model_rule
docker_rest_rule = _packaged_model_rule
expand_template_rule = _expand_template_rule
model_image_rule = _model_image_rule
mtree_spec_rule = _mtree_spec_rule
oci_image_index_rule = _oci_image_index_rule
oci_image_rule = _oci_image_rule
oci_load_rule = _oci_load_rule
oci_push_rule = _oci_push_rule
python_image_rule = _python_image_rule
tar_rule = _tar_rule
weights_layer_rule = _weights_layer_rule
