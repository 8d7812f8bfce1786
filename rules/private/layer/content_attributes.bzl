"""Attributes that say what goes into a layer, where and how: the same for tar and mtree_spec."""

load("//rules/private/attributes:attribute_table.bzl", "must", "row")
load("//rules/private/attributes:text_checks.bzl", "is_count", "is_id", "is_inside", "is_mode", "is_owner")

visibility(["//rules/..."])

def _is_user(text):
    return is_id(text) or is_owner(text)

# Where entries go, and what they get: the names are those of mutate of tar.bzl, where it has them.
ENTRY_TABLE = {
    "strip_prefix": row(
        attr.string,
        doc = "Directory to strip from the paths. A file outside it is an error.",
        check = must(is_inside, 'a path in the archive without ".."', '"app/static"'),
        option = "strip-prefix",
    ),
    "package_dir": row(
        attr.string,
        doc = "Directory in the image for the entries. Defaults to the root.",
        check = must(is_inside, 'a path in the image without ".."', '"srv/www"'),
        option = "package-dir",
    ),
    "mtime": row(
        attr.string,
        doc = "Time of the entries, in seconds since 1970; `1672560000` by default.",
        check = must(is_count, "whole seconds since 1970", "1672560000"),
        count = True,
        option = "mtime",
    ),
    "owner": row(
        attr.string,
        doc = """Owner of the entries, `"UID"` or `"UID:GID"`; `"0:0"` by default. Directories above `package_dir`
belong to root.""",
        check = must(_is_user, "UID or UID:GID, numbers", '"65532:65532"'),
        count = True,
        option = "owner",
    ),
    "ownername": row(
        attr.string,
        doc = "Name of the owner.",
        option = "ownername",
    ),
    "mode": row(
        attr.string,
        doc = "Permissions of the files, in octal digits; `\"0755\"` by default. Directories keep `0755`.",
        check = must(is_mode, "three to five octal digits", '"0644"'),
        option = "mode",
    ),
}

CONTENT_TABLE = {
    "include_runfiles": row(
        attr.bool,
        doc = "Whether to include the runfiles of programs.",
        default = True,
    ),
    "exclude": row(
        attr.label_list,
        doc = """Targets whose files are left out of programs' runfiles, such as `@rt//runtimes` if the image has
these in separate layers.""",
    ),
    "preserve_symlinks": row(
        attr.bool,
        doc = """Whether to keep a relative symbolic link as a link if its target is packed too. Otherwise it becomes
a copy of the file. Links that rules declare (`declare_symlink`) are resolved by their paths in the archive, and may
not lead outside it. Directories from Bazel's disk and remote caches have copies in place of their links, so that this
also depends on where a directory was built.""",
    ),
} | ENTRY_TABLE
