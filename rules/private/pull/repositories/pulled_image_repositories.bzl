"""The repositories behind `oci.pull`: what an image is, the images of an index, and the layers of an image."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load("//rules/private/program:repositories/rt_program.bzl", "apparent_name", "run_rt")
load(
    ":repositories/pull_platforms.bzl",
    "choose_images",
    "parse_platform",
    "platform_key",
    "platform_of",
    "platform_text",
)
load(":repositories/pulled_image_targets.bzl", "absent_targets", "choice_targets", "image_targets")

visibility(["//rules/..."])

_NO_LAYERS = """{"version": 1, "layers": []}\n"""

_COMMON_ATTRS = {
    "bazel_tags": attr.string_list(
        doc = "Tags of the targets.",
    ),
    "config": attr.label(
        doc = "An auth file, or None.",
    ),
    "fetch_layers": attr.bool(
        doc = "Whether the image always comes with its layers.",
    ),
    "pull": attr.string(
        doc = "Name of the pull.",
        mandatory = True,
    ),
    "reference": attr.string(
        doc = "The image or the index that is pulled.",
    ),
}

def _context(rctx):
    return "oci.pull " + rctx.attr.pull

def _environment(rctx):
    return {"REGISTRY_AUTH_FILE": str(rctx.path(rctx.attr.config))} if rctx.attr.config else {}

def _describe(rctx, reference):
    """Fetches what an image is; returns the decoded image.json."""
    result = run_rt(
        rctx,
        command = "fetch base",
        arguments = [
            "--reference=" + reference,
            "--out={}".format(rctx.path(".")),
            "--layer-key={}_layers/".format(rctx.name),
        ],
        context = _context(rctx),
        environment = _environment(rctx),
    )
    if result.stderr:
        print(_context(rctx) + ": " + result.stderr.strip())  # buildifier: disable=print
    return json.decode(rctx.read("image.json"))

def _write_image(rctx, report):
    rctx.file("BUILD.bazel", image_targets(
        apparent_name(rctx),
        always_fetched = rctx.attr.fetch_layers,
        media_type = report["mediaType"],
        reference = rctx.attr.reference,
        tags = rctx.attr.bazel_tags,
    ))

def _fail(rctx, one):
    fail("\n" + describe_to(_context(rctx), one))

def _pulled_repository_impl(rctx):
    report = _describe(rctx, rctx.attr.reference)
    if not rctx.attr.pinned and rctx.attr.reproducible:
        _warn(rctx, report)
    if report["kind"] == "image":
        _check_platforms(rctx, [platform_of(report["platform"])])
        _write_image(rctx, report)
    else:
        rctx.file("layers.json", _NO_LAYERS)
        _check_platforms(rctx, [platform_of(entry) for entry in report["platforms"]])
        _write_choice(rctx, report)
    return _metadata(rctx, rctx.attr.pinned)

def _metadata(rctx, reproducible):
    """Bazel 8.3 and later may keep a repository for other workspaces when told that it is always the same."""
    return rctx.repo_metadata(reproducible = reproducible) if hasattr(rctx, "repo_metadata") else None

def _warn(rctx, report):
    # buildifier: disable=print
    print("""
{context}: "{reference}" may be another image tomorrow; today it is {digest}
  fix: digest = "{digest}",""".format(
        context = _context(rctx),
        digest = report["digest"],
        reference = rctx.attr.reference,
    ))

def _check_platforms(rctx, platforms):
    available = [platform_key(platform) for platform in platforms]
    missing = [text for text in rctx.attr.platforms if platform_key(parse_platform(text)) not in available]
    if missing:
        _fail(rctx, mistake(
            'Cannot find {} in "{}"'.format(", ".join(missing), rctx.attr.reference),
            accepted = _list(platforms),
            fix = "change platforms = {}".format(json.encode(rctx.attr.platforms)),
        ))

def _list(platforms):
    texts = {platform_text(platform): None for platform in platforms}
    return ", ".join(texts) or "nothing: it has no image of a known platform"

def _write_choice(rctx, report):
    images = choose_images(report, rctx.attr.repositories)
    if not images:
        _fail(rctx, mistake(
            'Cannot use the index "{}": it has no image for a platform that Bazel can name'.format(rctx.attr.reference),
            accepted = _list([platform_of(entry) for entry in report["platforms"]]),
            fix = "pull one image of the index by its own digest",
        ))
    error = describe_to(_context(rctx), mistake(
        'Cannot choose an image of "{}" for the target platform'.format(rctx.attr.reference),
        accepted = _list([image.platform for image in images.values()]),
        fix = "build for one of these: platform_transition_filegroup, or --platforms=@rt//platforms:linux_amd64",
    ))
    rctx.file("BUILD.bazel", choice_targets(apparent_name(rctx), images, error, rctx.attr.bazel_tags))

pulled_repository = repository_rule(
    implementation = _pulled_repository_impl,
    doc = "An image of a registry, or the choice among the images of an index.",
    attrs = _COMMON_ATTRS | {
        "pinned": attr.bool(
            doc = "Whether the reference has a digest.",
        ),
        "platforms": attr.string_list(
            doc = "Platforms that must be there.",
        ),
        "repositories": attr.string_dict(
            doc = "platform_key to the name of a pulled_platform_repository.",
        ),
        "reproducible": attr.bool(
            doc = "Whether to warn when the reference is not pinned.",
        ),
    },
)

def _pulled_platform_repository_impl(rctx):
    root = json.decode(rctx.read(rctx.path(rctx.attr.root), watch = "yes"))
    entries = root["platforms"] if root["kind"] == "index" else [root["platform"] | {"digest": root["digest"]}]
    platforms = [platform_of(entry) for entry in entries]
    found = [entry["digest"] for entry in entries if platform_key(platform_of(entry)) == rctx.attr.key]
    if found:
        _write_image(rctx, _describe(rctx, "{}@{}".format(root["repository"], found[0])))
    else:
        _write_absence(rctx, mistake(
            'Cannot find an image for "{}" in "{}"'.format(rctx.attr.key, root["repository"]),
            accepted = _list(platforms),
            fix = "use one of " + ", ".join(["@{}_{}".format(rctx.attr.pull, platform_key(one)) for one in platforms]),
        ))
    return _metadata(rctx, True)

def _write_absence(rctx, one):
    """What is not there fails when a target uses it, not when somebody fetches all repositories."""
    rctx.file("layers.json", _NO_LAYERS)
    error = describe_to(_context(rctx), one)
    rctx.file("BUILD.bazel", absent_targets(apparent_name(rctx), error, rctx.attr.bazel_tags))

pulled_platform_repository = repository_rule(
    implementation = _pulled_platform_repository_impl,
    doc = "One image of an index.",
    attrs = _COMMON_ATTRS | {
        "key": attr.string(
            doc = "platform_key of the image.",
            mandatory = True,
        ),
        "root": attr.label(
            doc = "image.json of the index.",
            mandatory = True,
        ),
    },
)

def _pulled_layers_repository_impl(rctx):
    layers = rctx.path(rctx.attr.layers)
    rctx.watch(layers)
    run_rt(
        rctx,
        command = "fetch layers",
        arguments = ["--layers={}".format(layers), "--out={}".format(rctx.path("."))],
        context = _context(rctx),
        environment = _environment(rctx),
        timeout = _FETCH_TIMEOUT,
    )
    rctx.file("BUILD.bazel", """\
filegroup(
    name = "layers",
    srcs = glob(["sha256-*"], allow_empty = True),
    visibility = ["//visibility:public"],
)
""")
    return _metadata(rctx, True)

# Seconds that the layers of one image may take; a broken transfer goes on where it stopped.
_FETCH_TIMEOUT = 6 * 3600

pulled_layers_repository = repository_rule(
    implementation = _pulled_layers_repository_impl,
    doc = "The layers of an image, fetched when a target asks for their bytes.",
    attrs = {
        "config": _COMMON_ATTRS["config"],
        "layers": attr.label(
            doc = "layers.json of the image.",
            mandatory = True,
        ),
        "pull": _COMMON_ATTRS["pull"],
    },
)
