"""What is known of a py_binary, so that it starts without its launcher."""

visibility(["//rules/private/..."])

PyBinaryInfo = provider(
    doc = """\
How a program in Python starts: an aspect finds it in targets of `py_binary`, Bazel's own and that of rules_python.
""",
    fields = {
        "imports": """\
(depset[string]) Directories that it imports from, as paths in the runfiles, beside the roots of repositories.
""",
        "interpreter": """\
(File or None) The Python of its toolchain, where that is a file of the runfiles; None where it is one of the machine.
""",
        "main": "(File or None) The file that is started; None where a module is.",
        "module": "(string) The module that is started; empty where a file is.",
        "runtime_files": "(depset[File]) What its toolchain adds to the runfiles: an interpreter and its library.",
        "version": "(string) Version of the toolchain's Python, such as `3.11`; empty where it is not known.",
    },
)
