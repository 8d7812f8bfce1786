"""The repository of a matrix of base images: a target for each tag, and those that manage them."""

load("//rules/private/deb:repositories/build_text.bzl", "target_text")
load(
    ":repositories/hub_targets.bzl",
    "FILES",
    "LOADS",
    "image_problem",
    "image_targets",
    "lock_targets",
    "platform_targets",
    "shared_targets",
    "source_targets",
)

visibility(["//rules/..."])

def _base_images_hub_impl(rctx):
    plan = json.decode(rctx.attr.plan)
    rt = str(Label("//:all")).partition("//")[0]
    for path, text in FILES.items():
        rctx.file(path, text, executable = False)
    problems = {image["tag"]: image_problem(
        image,
        cuda_versions = rctx.attr.cuda_versions,
        has_devel_wheel = rctx.attr.has_devel_wheel,
    ) for image in plan["images"]}
    images = [
        text
        for image in plan["images"]
        for text in image_targets(rctx.attr.matrix, image, problems[image["tag"]])
    ]
    rctx.file("BUILD.bazel", "\n".join(
        [LOADS.format(rt = rt), _manager(rctx, problems)] +
        lock_targets(rctx.attr.matrix, plan, rctx.attr.locked_wheels) +
        platform_targets(plan) +
        shared_targets(rt) +
        source_targets(rctx.attr.matrix, plan, rctx.attr.cuda_versions) +
        images,
    ), executable = False)

def _manager(rctx, problems):
    return target_text(
        "base_images_manager",
        name = "manager",
        bentoml_version = rctx.attr.bentoml_version,
        manifest = rctx.attr.manifest_path,
        python_versions = rctx.attr.python_versions,
        tags = ["manual"],
        unmade = {tag: problem.message for tag, problem in problems.items() if problem},
    )

base_images_hub = repository_rule(
    implementation = _base_images_hub_impl,
    doc = "Targets for the tags of a matrix. Nothing is fetched before one of them is built.",
    attrs = {
        "bentoml_version": attr.string(doc = "The release of BentoML."),
        "cuda_versions": attr.string_list(doc = "Versions of CUDA that there are packages for."),
        "has_devel_wheel": attr.bool(doc = "Whether there is a wheel of BentoML's development branch."),
        "locked_wheels": attr.string_list(doc = "Ids of the wheels that are locked."),
        "manifest_path": attr.string(doc = "Path of the manifest in the workspace; empty when it is another module's."),
        "matrix": attr.string(doc = "Name of the matrix."),
        "plan": attr.string(doc = "What `rt base-images plan` prints."),
        "python_versions": attr.string_list(doc = "Versions of Python, where the manifest is not asked."),
    },
)
