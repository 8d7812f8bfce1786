"""Images, indexes, and the targets that push and load them."""

load("//rules/private/image:oci_image.bzl", _oci_image = "oci_image")
load("//rules/private/image:oci_image_index.bzl", _oci_image_index = "oci_image_index")
load("//rules/private/push:oci_load.bzl", _oci_load = "oci_load")
load("//rules/private/push:oci_push.bzl", _oci_push = "oci_push")
load("//rules/private/push:oci_push_all.bzl", _oci_push_all = "oci_push_all")

oci_image = _oci_image
oci_image_index = _oci_image_index
oci_load = _oci_load
oci_push = _oci_push
oci_push_all = _oci_push_all
