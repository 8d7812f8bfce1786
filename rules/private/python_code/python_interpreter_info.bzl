"""What says which Python an image has, and where."""

visibility(["//rules/..."])

PythonInterpreterInfo = provider(
    doc = """\
The Python of an image. `python_interpreter` returns it, and `python.interpreter` of the module extension. Rules that
install wheels, compile or start programs in an image read it.
""",
    fields = {
        "compiler": """\
(File or None) A directory with the part of `runner` that compiles Python files, or `runner` itself; None if that is
None.
""",
        "layers": "(LayerSetInfo or None) The layers that contain it, bottom first; None if it is in a base.",
        "libc": "(string) The C library that it uses: `glibc` or `musl`.",
        "libc_version": "(string) Version of that library, such as `2.36`; empty when it is not known.",
        "path": "(string) Absolute path of the program in the image, such as `/usr/bin/python3.11`.",
        "runner": """\
(File or None) A directory with the root file system of the same Python for the machine that runs actions, for
`run_python`; None if there is none; then nothing can be compiled or imported during the build.
""",
        "version": "(string) Its version, such as `3.11.2`; `3.11` when no more is known.",
    },
)
