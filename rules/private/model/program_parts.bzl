"""Splits a program and its runfiles by how often they change: other people's code, weights, one's own code."""

visibility(["//rules/..."])

# Extensions of the formats that weights come in.
WEIGHT_SUFFIXES = [
    ".bin",
    ".ckpt",
    ".ggml",
    ".gguf",
    ".h5",
    ".msgpack",
    ".npz",
    ".onnx",
    ".pb",
    ".plan",
    ".pt",
    ".pth",
    ".safetensors",
    ".tflite",
]

_THIRD_PARTY = "third_party"
_WEIGHTS = "weights"
_OWN = "own"

def split_program(info, weights, data, suffixes, elsewhere, libraries = ()):
    """Splits the runfiles of a program.

    A depset can only be split by looking at its elements: this is the one place that does.

    Args:
      info: DefaultInfo of the program.
      weights: list of File that are weights, whatever their names. They are added to the runfiles if missing.
      data: list of File that become runfiles as well.
      suffixes: list of strings: files whose names end with one of them are weights.
      elsewhere: list of File that are in no part: the image has them in layers of their own, or not at all.
      libraries: tuple of beginnings of `short_path`: such files are weights only if they are named.

    Returns:
      A struct of third_party (files of other repositories), weights and own, each a struct of files (list of File),
      symlinks and root_symlinks (lists of SymlinkEntry).
    """
    runfiles = info.default_runfiles
    named = {file: None for file in weights}
    files = {file: None for file in runfiles.files.to_list() + data + weights}
    kinds = {
        file: _kind_of(file, named, suffixes, libraries)
        for file in files.keys() + _targets(runfiles.symlinks) + _targets(runfiles.root_symlinks)
    }
    kinds[info.files_to_run.executable] = _OWN
    kinds.update({file: None for file in elsewhere})
    return struct(**{
        kind: struct(
            files = [file for file in files if kinds[file] == kind],
            root_symlinks = [link for link in runfiles.root_symlinks.to_list() if kinds[link.target_file] == kind],
            symlinks = [link for link in runfiles.symlinks.to_list() if kinds[link.target_file] == kind],
        )
        for kind in [_THIRD_PARTY, _WEIGHTS, _OWN]
    })

def part_files(part):
    """Lists what is to be read for one part.

    Args:
      part: one of the structs that `split_program` makes.

    Returns:
      A list of File.
    """
    return part.files + [link.target_file for link in part.symlinks + part.root_symlinks]

def _targets(links):
    return [link.target_file for link in links.to_list()]

def _kind_of(file, named, suffixes, libraries):
    if file in named or (file.basename.endswith(tuple(suffixes)) and not file.short_path.startswith(libraries)):
        return _WEIGHTS
    return _THIRD_PARTY if file.short_path.startswith("../") else _OWN
