"""Options of the commands that read a document and a model: what the document must agree with."""

load("//rules/private/arguments:argument_lines.bzl", "escape_line")
load("//rules/private/arguments:file_options.bzl", "add_file_options")
load("//rules/private/attributes:mistakes.bzl", "label_text")

visibility(["//rules/private/..."])

def add_document_options(args, packager, packaging, id, base, base_target, minimal = False):
    """Adds which document is meant, and what the image is built on.

    Args:
      args: the Args to add to.
      packager: string: name of the packager in documents, such as "docker-rest".
      packaging: list of File: documents.
      id: string: the packaging that is meant; empty where there is one.
      base: ImageInfo or None.
      base_target: the Target that `base` names, or None.
      minimal: whether the base stands in place of the one that the document names.
    """
    args.add(packager, format = "--packager=%s")
    add_file_options(args, "packaging", packaging)
    reference = getattr(base, "reference", None) if base else None
    args.add_all(
        (["--id=" + id] if id else []) +
        (["--base=" + label_text(base_target.label)] if base else []) +
        (["--base-reference=" + reference] if reference else []) +
        (["--minimal"] if minimal else []),
        map_each = escape_line,
    )

def add_environment_options(args, environment, architecture):
    """Adds what is in the Python environment of an image.

    Args:
      args: the Args to add to.
      environment: PythonEnvironmentInfo.
      architecture: string: GOARCH of the image.
    """
    args.add(environment.interpreter.version, format = "--python-version=%s")
    args.add(architecture, format = "--architecture=%s")
    add_wheels(args, environment.wheels)

def add_wheels(args, wheels):
    """Adds the names and versions of wheels.

    Args:
      args: the Args to add to.
      wheels: depset of structs of PythonWheelsInfo.
    """
    args.add_all(wheels, format_each = "--wheel=%s", map_each = _wheel)

def add_artifact(args, artifact):
    """Adds the entry lines of a trained model.

    Args:
      args: the Args to add to, after `--`.
      artifact: depset of File.
    """
    args.add_all(artifact, expand_directories = False, map_each = _entry)

def _wheel(wheel):
    return "{}=={}".format(wheel.distribution, wheel.version)

def _entry(file):
    path = file.short_path
    return escape_line("source\t{}\t{}".format(path[len("../"):] if path.startswith("../") else path, file.path))
