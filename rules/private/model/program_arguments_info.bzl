"""How a program is started, as its own target says."""

visibility(["//rules/..."])

# Stands for the directory of the runfiles, which is not known where the program is: no text of a BUILD file has this.
RUNFILES_ROOT = "\1runfiles\1"

ProgramArgumentsInfo = provider(
    doc = """\
What the target of a program sets for `bazel run`, as it is in an image. An aspect of `model_image` finds it.
""",
    fields = {
        "args": """\
(list[string]) In order; labels and make variables are expanded, and quotes of the shell are gone. Paths of files begin
with `RUNFILES_ROOT`. Empty when the target has no `args`.
""",
        "env": """\
(dict[string, string]) Expanded as `args` are. Empty when the target sets no variables. What it takes from the
environment of `bazel run` is not in it.
""",
    },
)
