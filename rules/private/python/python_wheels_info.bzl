"""What a rule that has wheels hands to the rules that install them."""

visibility(["//rules/..."])

PythonWheelsInfo = provider(
    doc = """Wheels to install into an image or an environment. `python_wheel` returns one, `python_wheels` combines
several.""",
    fields = {
        "wheels": """\
(depset[struct]) In no particular order, each with `distribution` (string), its normalised name such as
`scikit-learn`; `version` (string) as in the name of the file; `file` (File), the wheel as its publisher made it; and
`size` (int), the size of the file in bytes if a lock file has it, otherwise 0.
""",
    },
)
