"""The rule deb_layer."""

load("//rules/private/attributes:mistakes.bzl", "fail_on", "mistake")
load("//rules/private/layer:layer_set_info.bzl", "LayerSetInfo")
load("//rules/private/platform:platform.bzl", "PLATFORM_ATTRS", "target_platform")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":actions/write_deb_layer.bzl", "write_deb_layer")
load(":debian_architecture.bzl", "architecture_mistakes", "debian_architecture")

visibility("public")

_RULE = "deb_layer"

# What each compression has at the end of the file's name.
_EXTENSIONS = {"": ".tar", "gzip": ".tar.gz", "zstd": ".tar.zst"}

def _deb_layer_impl(ctx):
    architecture = ctx.attr.architecture or target_platform(ctx).architecture
    fail_on(_mistakes(ctx, architecture), _RULE, ctx.label)
    output = ctx.actions.declare_file(ctx.label.name + _EXTENSIONS[ctx.attr.compress])
    layers = ctx.actions.declare_file(ctx.label.name + ".layers.json")
    write_deb_layer(
        ctx,
        _RULE,
        debs = ctx.files.debs,
        layers = layers,
        options = _options_of(ctx.attr, architecture),
        output = output,
    )
    return [
        DefaultInfo(files = depset([output]), runfiles = ctx.runfiles([output])),
        LayerSetInfo(blobs = depset([output]), layer_sets = depset([layers]), sources = depset()),
        OutputGroupInfo(layers = depset([layers])),
    ]

def _mistakes(ctx, architecture):
    if not architecture:
        return [mistake(
            "Cannot tell for which architecture the packages are: the target platform has no CPU that rt knows",
            accepted = "a platform with a value of @platforms//cpu, such as @rt//platforms:linux_amd64",
            fix = 'set architecture = "amd64"',
        )]
    return architecture_mistakes("architecture", [architecture]) + [
        mistake(
            'Cannot use "{}" in debs'.format(file.basename),
            accepted = "files with the extension .deb",
        )
        for file in ctx.files.debs
        if not file.basename.endswith(".deb")
    ] + [
        mistake(
            'Cannot leave out "{}"'.format(pattern),
            accepted = 'absolute paths, in which * is any text, such as "/usr/share/locale/*"',
        )
        for pattern in ctx.attr.path_exclude
        if not pattern.startswith("/")
    ]

def _options_of(attributes, architecture):
    """Options of `rt layer deb`."""
    flags = {
        "--documentation": attributes.documentation,
        "--merged-usr": attributes.merged_usr,
    }
    return [
        "--architecture=" + debian_architecture(architecture),
        "--compress=" + (attributes.compress or "none"),
        "--contents=" + attributes.contents,
        "--database=" + attributes.database,
    ] + ["--path-exclude=" + pattern for pattern in attributes.path_exclude] + [
        flag
        for flag, is_set in flags.items()
        if is_set
    ]

deb_layer = rule(
    implementation = _deb_layer_impl,
    doc = """\
Makes a layer of Debian packages: the files that installing them into an empty system would create, without running
their scripts.

Files keep the modes and owners from the packages and get one fixed time. dpkg and scanners find the packages in its
database. If `ca-certificates` is among the packages, the file with all certificates,
`/etc/ssl/certs/ca-certificates.crt`, is generated. A file that is in two packages is an error.

`apt.install` of `//rules:extensions.bzl` declares such layers for packages that it locks and fetches; use this rule
for your own files.

```python
deb_layer(
    name = "driver",
    compress = "gzip",
    database = "status.d",
    debs = ["vendor-driver_1.0_amd64.deb"],
)
```
""",
    attrs = TOOL_ATTRS | PLATFORM_ATTRS | {
        "architecture": attr.string(
            doc = "Architecture of the packages (GOARCH name), such as \"arm64\"; that of the target platform " +
                  "if not given.",
        ),
        "compress": attr.string(
            doc = "Compression of the layer: none, gzip or zstd.",
            values = ["", "gzip", "zstd"],
        ),
        "contents": attr.string(
            default = "all",
            doc = """\
Contents of the layer: the packages' `"files"` with their lists and hashes, the `"database"` that says that all of
`debs` are installed, or `"all"`. Several layers of one system have one database, on top.
""",
            values = ["all", "database", "files"],
        ),
        "database": attr.string(
            default = "status",
            doc = """\
How the packages are recorded: `"status"` is the file of dpkg, `/var/lib/dpkg/status`, for images whose packages all
come from this target; `"status.d"` is one file per package, `/var/lib/dpkg/status.d/NAME`, which adds to what a base
has recorded and which scanners read too; `"none"` writes no record.
""",
            values = ["none", "status", "status.d"],
        ),
        "debs": attr.label_list(
            doc = """The packages, as `.deb` files. Their dependencies must be among them or in the base: nothing is
added.""",
            allow_empty = False,
            allow_files = True,
            mandatory = True,
        ),
        "documentation": attr.bool(
            doc = "Whether to keep manual pages, change logs and the like. Licence texts are always kept.",
        ),
        "merged_usr": attr.bool(
            default = True,
            doc = """\
Whether `/bin`, `/lib`, `/lib64` and `/sbin` are links into `/usr`, as in every Debian since release 12, with the
packages' files there moved to `/usr`. `False` is for a base that has directories there, which links would hide.
""",
        ),
        "path_exclude": attr.string_list(
            doc = """\
Files and directories that are left out, as `--path-exclude` of dpkg does: absolute paths in which `*` is any text, such
as `/usr/share/locale/*`. The packages' lists do not have them either.
""",
        ),
    },
    provides = [LayerSetInfo],
    toolchains = TOOL_TOOLCHAINS,
)
