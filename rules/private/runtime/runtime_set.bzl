"""Several accelerator runtimes together: their order, what is wrong with them, and what an image has of them."""

load("//rules/private/attributes:attribute_table.bzl", "row")
load("//rules/private/attributes:mistakes.bzl", "label_text", "mistake")
load("//rules/private/layer:layer_inputs.bzl", "join_layers")
load(":runtime_info.bzl", "RuntimeInfo")
load(":runtime_places.bzl", "RUNTIMES")
load(":runtime_set_info.bzl", "RuntimeSetInfo")

visibility(["//rules/..."])

# Bottom layers first; runtimes of other people come between rocm and cpu.
_ORDER = RUNTIMES[:-1] + [None] + RUNTIMES[-1:]

# What a rule has that calls `runtimes_of`.
RUNTIME_TABLE = {
    "runtimes": row(
        attr.label_list,
        doc = """Accelerator runtimes, usually `["@rt//runtimes"]`: those that flags such as
`--@rt//runtimes:cuda=true` turn on. They become layers between the base and `tars`, the same in every image, unless
`tars` contain the runtime themselves; `env` and `labels` override their environment and labels. If a program has them
in its `data`, exclude them from its tar with `exclude` of `tar` and `mtree_spec`.""",
    ),
}

def runtimes_of(targets, own = []):
    """Joins the runtimes of targets, in the order of their layers.

    Args:
      targets: list of Target with RuntimeSetInfo; others are mistakes, and left out.
      own: list of RuntimeInfo that take the place of those of targets.

    Returns:
      A list of RuntimeInfo, one for each name.
    """
    found = {}
    for runtime in own + [runtime for target in targets for runtime in _set_of(target)]:
        found.setdefault(runtime.name, runtime)
    return sorted(found.values(), key = _rank)

def _set_of(target):
    return target[RuntimeSetInfo].runtimes if target and RuntimeSetInfo in target else []

def _rank(runtime):
    return _ORDER.index(runtime.name if runtime.name in _ORDER else None)

def runtime_mistakes(targets, base = None, tars = []):
    """Checks runtimes that are to be in one image.

    Args:
      targets: list of Target.
      base: Target of the image below, or None.
      tars: list of Target: layers of the image, which may bring runtimes in other places.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake(
            'Cannot use "{}" as a runtime'.format(label_text(target.label)),
            accepted = "@rt//runtimes, or a target of the rule runtime",
        )
        for target in targets
        if RuntimeSetInfo not in target
    ] + _version_mistakes(([base] if base else []) + targets) + _major_mistakes(tars, base, targets)

def _version_mistakes(targets):
    """Different versions have files of the same names, so that one would be loaded with the other's libraries."""
    seen = {}
    mistakes = []
    for target in targets:
        for runtime in _set_of(target):
            first = seen.setdefault(runtime.name, struct(label = target.label, version = runtime.version))
            if first.version != runtime.version:
                mistakes.append(mistake(
                    "Cannot put two versions of {} into one image: {} from {} and {} from {}".format(
                        runtime.name,
                        first.version,
                        label_text(first.label),
                        runtime.version,
                        label_text(target.label),
                    ),
                    accepted = "one version of each runtime",
                    fix = "leave one of the two out",
                ))
    return mistakes

def _major_mistakes(tars, base, targets):
    """Files in other places have no names in common, but programs load one major version only."""
    mistakes = []
    for index, tar in enumerate(tars):
        others = tars[:index] + ([base] if base else []) + targets
        for runtime in _set_of(tar):
            mistakes += [
                mistake(
                    "Cannot put two versions of {} into one image: {} from {} and {} from {}".format(
                        runtime.name,
                        runtime.version,
                        label_text(tar.label),
                        other.version,
                        label_text(target.label),
                    ),
                    accepted = "one major version of {}".format(runtime.name),
                    fix = "leave one of the two out",
                )
                for target in others
                for other in _set_of(target)
                if other.name == runtime.name and _major(other) != _major(runtime)
            ]
    return mistakes

def _major(runtime):
    return runtime.version.partition(".")[0]

def layered_runtimes(tars, own = []):
    """Finds the runtimes that layers of an image bring themselves, as those of wheels do.

    Args:
      tars: list of Target.
      own: list of RuntimeInfo of other layers of the image, which come before those of targets.

    Returns:
      A list of RuntimeInfo, one for each name: of several, the first with the directories of all.
    """
    found = {}
    for runtime in own + [runtime for tar in tars for runtime in _set_of(tar)]:
        first = found.get(runtime.name)
        found[runtime.name] = _with_directories(first, runtime.library_dirs) if first else runtime
    return found.values()

def _with_directories(runtime, directories):
    return RuntimeInfo(
        components = runtime.components,
        env = runtime.env,
        files = runtime.files,
        host_libraries = runtime.host_libraries,
        labels = runtime.labels,
        layers = runtime.layers,
        library_dirs = {each: None for each in runtime.library_dirs + directories}.keys(),
        name = runtime.name,
        version = runtime.version,
    )

def image_runtimes(targets, base, own = []):
    """Finds out what runtimes mean for an image.

    Args:
      targets: list of Target: the attribute `runtimes`.
      base: Target of the image below, or None. What it has already is not added again.
      own: list of RuntimeInfo whose files the image has in other layers; they take the place of those of `targets`.

    Returns:
      A struct of all (list of RuntimeInfo, those of the base among them), info (RuntimeSetInfo of these), files (list
      of File of `targets`, which no other layer needs), and of those that are added: layers (LayerSetInfo) and options
      (list of strings, of `rt image build`).
    """
    runtimes = runtimes_of(targets, own)
    added = _runtimes_above(runtimes, base)
    everything = runtimes_of([], own = _set_of(base) + runtimes)
    return struct(
        all = everything,
        files = [each.file for runtime in runtimes_of(targets) for each in runtime.files],
        info = RuntimeSetInfo(runtimes = everything),
        layers = runtime_layers(added),
        options = _runtime_options(added),
    )

def _runtimes_above(runtimes, base):
    names = [runtime.name for runtime in _set_of(base)]
    return [runtime for runtime in runtimes if runtime.name not in names]

def runtime_layers(runtimes):
    """Joins the layers of runtimes.

    Args:
      runtimes: list of RuntimeInfo.

    Returns:
      A LayerSetInfo.
    """
    return join_layers([runtime.layers for runtime in runtimes])

def _runtime_options(runtimes):
    """What runtimes want of an image's config as options of `rt image build`. They come before people's own."""
    return [
        "--search-path=LD_LIBRARY_PATH=" + directory
        for runtime in runtimes
        for directory in runtime.library_dirs
    ] + [
        "--env={}={}".format(name, value.replace("$", "$$"))
        for runtime in runtimes
        for name, value in runtime.env.items()
    ] + [
        "--label={}={}".format(name, value)
        for runtime in runtimes
        for name, value in runtime.labels.items()
    ]
