"""What a rule that has wheels hands to the rules that install them."""

visibility(["//rules/..."])

PythonWheelsInfo = provider(
    doc = "Wheels that an image or an environment gets. `python_wheel` makes one, `python_wheels` joins several.",
    fields = {
        "wheels": """\
(depset[struct]) In no particular order, each with `distribution` (string), its normalised name such as `scikit-learn`;
`version` (string) as in the name of the file; `file` (File), the wheel as its publisher made it; and `size` (int), the
bytes of the file where a lock has them, otherwise 0.
""",
    },
)
