"""What a Bento is to the rules that ship it."""

visibility(["//rules/..."])

BentoInfo = provider(
    doc = "A Bento, as `bentoml build` makes it. `bento` returns it. Its models are separate.",
    fields = {
        "directory": "(File) The directory with bento.yaml, without its models.",
        "env": "(File) Lines of `KEY=VALUE`: the environment of its container, as its documents and its code say.",
        "exported_models": """\
(File or None) The directory `models` of a Bento that came with models of its own; None where there are none.
""",
        "labels": "(File) Lines of `KEY=VALUE`: what an image says of it.",
        "models": "(list[BentoModelInfo]) The models that it was given.",
        "pointers": "(File) A directory with `models/NAME/latest`, which say what `latest` means.",
        "runner": "(File or None) The root of the Python of its wheels, for the machine that runs actions.",
        "site": "(File) A directory with its wheels for that Python, made only when an action or a program wants it.",
        "tag": "(File) Text: its tag, NAME:VERSION, which is known only when an action has run.",
    },
)
