"""What an accelerator runtime hands to programs and images."""

visibility(["//rules/..."])

RuntimeInfo = provider(
    doc = """\
One accelerator runtime: libraries, and what is needed to find and use them. `runtime` returns it. In
an image the files are below `/opt/rt/<name>`, in layers of their own; for a program they are runfiles.
""",
    fields = {
        "components": """\
(dict[string, string]) File name of each library that the runtime could bring to its component, chosen
or not.
""",
        "env": "(dict[string, string]) Environment of the container; the user's own settings take precedence.",
        "files": """\
(list[struct]) `file` (File) and `path` (string): its absolute path in an image.
""",
        "host_libraries": """\
(list[string]) Names of libraries that the host's driver provides in the container; `*` matches anything. They need
not be in the image.
""",
        "labels": "(dict[string, string]) Labels that describe what the image contains.",
        "layers": "(LayerSetInfo) The layers of an image, bottom first.",
        "library_dirs": "(list[string]) Absolute paths in an image for LD_LIBRARY_PATH.",
        "name": "(string) Name of the runtime, such as `cuda`.",
        "version": "(string) Version of the runtime, such as `13.5`.",
    },
)
