"""What hands the directory from which a Python runs to the interpreter that it is of."""

visibility(["//rules/private/..."])

PythonRunnerInfo = provider(
    doc = "A Python for the machine that runs actions. `python_runner` makes it, `python_interpreter` reads it.",
    fields = {
        "compiler": "(File or None) A directory with the part of it that compiles: far fewer files for an action.",
        "root": "(File or None) A directory with the root of its file system; None where that machine has none.",
    },
)
