"""What says which Python an image has, and where."""

visibility(["//rules/..."])

PythonInterpreterInfo = provider(
    doc = """\
A Python of an image: `python_interpreter` makes it, and `python.interpreter` of the module extension. What installs
wheels, compiles or starts programs in an image reads it.
""",
    fields = {
        "compiler": """\
(File or None) A directory with as much of `runner` as compiles Python files, or `runner` itself; None where it is None.
""",
        "layers": "(LayerSetInfo or None) The layers that have it, bottom first; None where a base has it.",
        "libc": "(string) The C library that it uses: `glibc` or `musl`.",
        "libc_version": "(string) Version of that library, such as `2.36`; empty when it is not known.",
        "path": "(string) Absolute path of the program in the image, such as `/usr/bin/python3.11`.",
        "runner": """\
(File or None) A directory with the root file system of the same Python for the machine that runs actions, for
`run_python`; None when there is none, and then nothing can be compiled or imported while building.
""",
        "version": "(string) Its version, such as `3.11.2`; `3.11` when no more is known.",
    },
)
