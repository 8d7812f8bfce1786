"""The rule bento_model."""

load("//rules/private/attributes:mistakes.bzl", "build_file", "fail_on", "label_text", "mistake")
load("//rules/private/program:actions/run_tool.bzl", "TOOL_ATTRS", "TOOL_TOOLCHAINS")
load(":actions/describe_model.bzl", "describe_model")
load(":bento_model_info.bzl", "BentoModelInfo")
load(":model_entries.bzl", "model_files", "model_root")

visibility("public")

_RULE = "bento_model"

# What an archive may be called; anything else is a directory.
_ARCHIVES = (".bentomodel", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst", ".zip")

# Attributes that say what model.yaml would.
_FACTS = ["framework", "framework_versions", "labels", "metadata", "module", "signatures", "batchable", "tag"]

def _bento_model_impl(ctx):
    fail_on(_mistakes(ctx), _RULE, ctx.label)
    files = ctx.files.src or ctx.files.files
    archive = files[0] if len(files) == 1 and not ctx.files.files and files[0].basename.endswith(_ARCHIVES) else None
    model = describe_model(
        ctx,
        _RULE,
        archive = archive,
        files = depset(files),
        options = _options(ctx),
        root = ctx.label.package if ctx.attr.files else model_root(files) or "",
    )
    return [
        DefaultInfo(files = model.files, runfiles = ctx.runfiles(transitive_files = model_files([model]))),
        OutputGroupInfo(tag = depset([model.tag])),
        model,
    ]

def _options(ctx):
    attributes = ctx.attr
    pairs = {
        "framework-version": attributes.framework_versions,
        "label": attributes.labels,
        "metadata": attributes.metadata,
    }
    texts = {
        "framework": attributes.framework or attributes.module.rpartition(".")[2],
        "module": attributes.module,
        "tag": attributes.tag,
    }
    lists = {"batchable": attributes.batchable, "signature": attributes.signatures + attributes.batchable}
    return (
        ["--{}={}".format(name, value) for name, value in texts.items() if value] +
        ["--{}={}={}".format(name, key, value) for name, values in pairs.items() for key, value in values.items()] +
        ["--{}={}".format(name, value) for name, values in lists.items() for value in values]
    )

def _mistakes(ctx):
    fix = "correct it in " + build_file(ctx.label)
    if bool(ctx.attr.src) == bool(ctx.attr.files):
        return [mistake(
            "Cannot tell where the model is: {} are given".format("both src and files" if ctx.attr.src else "no files"),
            accepted = "src, an export of BentoML or a directory of its store, or files with a tag",
            fix = fix,
        )]
    facts = [name for name in _FACTS if getattr(ctx.attr, name)]
    if ctx.attr.src and facts:
        return [mistake(
            "Cannot set {} of a model that has a model.yaml".format(", ".join(facts)),
            accepted = "src alone, or files with a tag, which have none",
            fix = fix,
        )]
    if ctx.attr.files and not ctx.attr.tag:
        return [mistake(
            "Cannot name the model: files have no tag",
            accepted = 'NAME, such as tag = "classifier", whose version is derived from the content, or NAME:VERSION',
            fix = fix,
        )]
    if ctx.attr.src and model_root(ctx.files.src) == None:
        return [mistake(
            'Cannot use "{}" as a model: there is no model.yaml among its files'.format(label_text(ctx.attr.src.label)),
            accepted = "an export of BentoML, a directory of its store, or files with a tag",
            fix = "name the files in files, and set tag, in " + build_file(ctx.label),
        )]
    own = [file.short_path for file in ctx.files.files if file.basename == "model.yaml"]
    return [mistake(
        'Cannot describe a model that has a description: "{}" is among files'.format(own[0]),
        accepted = "files without model.yaml, or src",
        fix = fix,
    )] if own else []

bento_model = rule(
    implementation = _bento_model_impl,
    doc = """\
A model for Bentos, as in BentoML's store: an export of `bentoml models export`, a directory of the store, or your own
files with the data that `bentoml models create` would record.

```python
bento_model(
    name = "classifier",
    src = "model/classifier.bentomodel",
)

bento_model(
    name = "trained",
    files = [":saved_model.pkl"],  # of a python_run, for example
    framework_versions = {"scikit-learn": "1.7.2"},
    module = "bentoml.sklearn",
    signatures = ["predict"],
    tag = "classifier",
)
```

Files and directories are not copied: in images they become layers that are described but never written to disk. An
export is unpacked once.
""",
    attrs = TOOL_ATTRS | {
        "batchable": attr.string_list(
            doc = "Methods that take several inputs at once.",
        ),
        "files": attr.label_list(
            allow_files = True,
            doc = "Files without model.yaml. They have the same paths in the model as in the package; " +
                  "`bentoml.sklearn.load_model` reads `saved_model.pkl`.",
        ),
        "framework": attr.string(
            doc = "Name of the framework; by default the last part of `module`.",
        ),
        "framework_versions": attr.string_dict(
            doc = "Versions of the distributions that made the model. They must match the image's wheels.",
        ),
        "labels": attr.string_dict(
            doc = "Labels of the model.",
        ),
        "metadata": attr.string_dict(
            doc = "Metadata of the model.",
        ),
        "module": attr.string(
            doc = "The BentoML module that loads the model, such as `bentoml.sklearn`.",
        ),
        "signatures": attr.string_list(
            doc = "Its methods, for runners.",
        ),
        "src": attr.label(
            allow_files = True,
            doc = "An export (`.bentomodel`), or a directory of the store, which has a model.yaml.",
        ),
        "tag": attr.string(
            doc = "NAME or NAME:VERSION of `files`. By default, the version is derived from their content.",
        ),
    },
    provides = [BentoModelInfo],
    toolchains = TOOL_TOOLCHAINS,
)
