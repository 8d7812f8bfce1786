"""What a model of BentoML's store is to the rules that put it into a Bento and its image."""

visibility(["//rules/..."])

BentoModelInfo = provider(
    doc = "A model, as in BentoML's store. `bento_model` returns it. Its files stay where they are.",
    fields = {
        "document": "(File) Its model.yaml, as a file of its own.",
        "files": "(depset[File]) Its files; or one directory, which is the model. The weights are among them.",
        "lacks_document": "(bool) Whether `document` is to be added to `files` as model.yaml.",
        "place": "(File) Text: its directory in an image, `home/bentoml/bento/models/NAME/VERSION`.",
        "root": "(string) The directory that paths in the model begin at, as `File.short_path` has it; or empty.",
        "tag": "(File) Text: its tag, NAME:VERSION, which is known only when an action has run.",
    },
)
