"""Targets that must fail, each for one reason; e2e/support/bad_targets.ts says what the error is."""

load("@rt//rules:deb.bzl", "deb_layer")
load("@rt//rules:expand_template.bzl", "expand_template")
load("@rt//rules:model.bzl", "weights_layer")
load("@rt//rules:oci.bzl", "oci_image", "oci_image_index", "oci_load", "oci_push")
load("@rt//rules:tar.bzl", "tar")

_FILE = ["created.txt"]

_TARS = {
    "tar_compress": {"compress": "BZIP2", "srcs": _FILE},
    "tar_level_alone": {"level": 3, "srcs": _FILE},
    "tar_level_gzip": {"compress": "gzip", "level": 10, "srcs": _FILE},
    "tar_level_zstd": {"compress": "zstd", "level": 23, "srcs": _FILE},
    "tar_links_and_mtree": {"mtree": ["a type=dir"], "preserve_symlinks": True},
    "tar_option": {"args": ["--fast"], "srcs": _FILE},
    "tar_option_level": {"args": ["--options", "zstd:compression-level=40"], "compress": "zstd", "srcs": _FILE},
    "tar_option_other": {"args": ["--options", "gzip:compression-level=4"], "compress": "zstd", "srcs": _FILE},
    "tar_mtree_below": {"mtree": ["a content=$(execpath created.txt)", "a/b type=dir"], "srcs": _FILE},
    "tar_mtree_escape": {"mtree": ["a\\q type=dir"]},
    "tar_mtree_file_label": {"mtree": "names.txt"},
    "tar_mtree_gid": {"mtree": ["a type=dir gid=staff"]},
    "tar_mtree_link": {"mtree": ["a type=link"]},
    "tar_mtree_mode": {"mtree": ["a type=dir mode=rwx"]},
    "tar_mtree_outside": {"mtree": ["../a type=dir"]},
    "tar_mtree_size": {"mtree": ["a type=file size=7"]},
    "tar_mtree_time": {"mtree": ["a type=dir time=noon"]},
    "tar_mtree_type": {"mtree": ["a type=socket"]},
    "tar_mtree_uid": {"mtree": ["a type=dir uid=-1"]},
}

_TEMPLATES = {
    "template_empty_key": {"substitutions": {"": "x"}, "template": ["x"]},
    "template_stamp_key": {"stamp": 1, "stamp_substitutions": {"x": "{{NOT_A_KEY}}"}, "template": ["x"]},
    "template_tab": {"substitutions": {"a\tb": "x"}, "template": ["x"]},
}

_PLATFORM = {"architecture": "amd64", "os": "linux"}

_IMAGES = {
    "image_base_file": {"base": "created.txt"},
    "image_base_files": {"base": ":two_files"},
    "image_base_index": {"base": ":index"},
    "image_base_platform": {"architecture": "arm64", "base": "//images:gzip"},
    "image_created": {"created": "created.txt"},
    "image_env_key": {"env": {"A=B": "x"}},
    "image_env_reference": {"env": {"A": "${B"}},
    "image_foreign": {"architecture": "arm64", "tars": ["//images:gzip_program"]},
    "image_foreign_macos": {"tars": [":with_macos"]},
    "image_foreign_windows": {"tars": [":with_windows"]},
    "image_label_key": {"labels": {"": "x"}},
    "image_libraries": {"entrypoint": ["/program"], "tars": [":with_program"]},
    "image_port_text": {"exposed_ports": ["http"]},
    "image_port_large": {"exposed_ports": ["65536"]},
    "image_port_protocol": {"exposed_ports": ["80/icmp"]},
    "image_script": {"cmd": ["/run"], "tars": [":with_script"]},
    "image_script_env": {"entrypoint": ["/run"], "env": {"PATH": "/opt"}, "tars": [":with_env", ":with_env_script"]},
    "image_stop_signal": {"stop_signal": "kill"},
    "image_tar_text": {"tars": ["names.txt"]},
    "image_user": {"user": "a b"},
    "image_versions": {"entrypoint": ["/program"], "tars": [":with_old_libraries", ":with_program"]},
    "image_volume": {"volumes": ["data"]},
    "image_workdir": {"workdir": "work"},
}

# Layers of programs and libraries, which the tests have made, and of scripts.
_LAYERS = {
    "with_env": {"usr/bin/env": "binaries/linker"},
    "with_env_script": {"run": "script.py"},
    "with_macos": {"opt/tool": "binaries/macos"},
    "with_old_libraries": {"lib/libc.so.6": "binaries/old_libc", "lib64/ld-linux-x86-64.so.2": "binaries/linker"},
    "with_program": {"program": "binaries/program"},
    "with_script": {"run": "script.sh"},
    "with_windows": {"opt/tool.exe": "binaries/windows"},
}

_INDEXES = {
    "index_both": {"image": "//images:gzip", "images": ["//images:gzip"]},
    "index_file": {"images": ["created.txt"]},
    "index_none": {},
    "index_same": {"images": ["//images:gzip", "//images:zstd"]},
    "index_without_platforms": {"image": "//images:gzip"},
}

_IMAGE = {"image": "//images:gzip"}

_PUSHES = {
    "push_both": {"repository": "ghcr.io/a/b", "repository_file": "names.txt"} | _IMAGE,
    "push_digest": {"repository": "ghcr.io/a/b@sha256:" + 64 * "0"} | _IMAGE,
    "push_not_an_image": {"image": ":two_files", "repository": "ghcr.io/a/b"},
    "push_platform_tags": {"platform_tags": ["{tag}-{cpu}"], "repository": "ghcr.io/a/b"} | _IMAGE,
    "push_scheme": {"repository": "https://ghcr.io/a/b"} | _IMAGE,
    "push_tag_dash": {"remote_tags": ["-v1"], "repository": "ghcr.io/a/b"} | _IMAGE,
    "push_tag_long": {"remote_tags": [129 * "a"], "repository": "ghcr.io/a/b"} | _IMAGE,
    "push_tag_slash": {"remote_tags": ["a/b"], "repository": "ghcr.io/a/b"} | _IMAGE,
    "push_upper_case": {"repository": "ghcr.io/A/b"} | _IMAGE,
}

_LOADS = {
    "load_digest": {"repo_tags": ["a@sha256:" + 64 * "0"]} | _IMAGE,
    "load_not_an_image": {"image": ":two_files", "repo_tags": ["a"]},
    "load_space": {"repo_tags": ["a b"]} | _IMAGE,
    "load_upper_case": {"repo_tags": ["Mnist"]} | _IMAGE,
}

_SHARDS = ["shards/model-00001-of-00002.safetensors"]

_WEIGHTS = {
    "weights_bundle_below": {"bundle_below": "1GB", "srcs": _FILE},
    "weights_max_layer_size": {"max_layer_size": 0, "srcs": _FILE},
    "weights_max_layers": {"max_layers": 0, "srcs": _FILE},
    "weights_mode": {"mode": "0999", "srcs": _FILE},
    "weights_outside": {"srcs": _FILE, "strip_prefix": "elsewhere"},
    "weights_owner": {"owner": "root", "srcs": _FILE},
    "weights_prefix": {"prefix": "../x", "srcs": _FILE},
    "weights_shards": {"srcs": _SHARDS},
    "weights_strip_prefix": {"srcs": _FILE, "strip_prefix": "a/../b"},
}

_DEBS = {
    "debs_not_a_deb": {"debs": _FILE},
    "debs_not_a_package": {"debs": ["none.deb"]},
}

def bad_targets():
    """Declares all of them."""
    for rule, targets in [
        (tar, _TARS),
        (expand_template, _TEMPLATES),
        (oci_image_index, _INDEXES),
        (oci_load, _LOADS),
        (oci_push, _PUSHES),
        (weights_layer, _WEIGHTS),
        (deb_layer, _DEBS),
    ]:
        for name, attributes in targets.items():
            rule(name = name, **attributes)
    oci_image_index(name = "index", images = ["//images:gzip"])
    for name, files in _LAYERS.items():
        lines = ["{} mode=0755 content=$(execpath {})".format(path, file) for path, file in files.items()]
        tar(name = name, srcs = files.values(), mtree = lines)
    for name, attributes in _IMAGES.items():
        oci_image(name = name, **(_PLATFORM | attributes))
