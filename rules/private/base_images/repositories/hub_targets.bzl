"""The targets of a matrix of base images: texts of a BUILD file."""

load("//rules/private/attributes:mistakes.bzl", "describe_to", "mistake")
load("//rules/private/deb:debian_architecture.bzl", "cpu_label")
load("//rules/private/deb:repositories/build_text.bzl", "target_text")
load("//rules/private/runtime:cuda_host.bzl", "CUDA_ENV", "CUDA_HOST_LIBRARIES")

visibility(["//rules/..."])

# Where Python and BentoML are in the images, and the user that they run as.
_HOME = "/home/bentoml"
_VENV = "/opt/bentoml/venv"
_USER = "1034"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# What NVIDIA's container toolkit mounts, and what images of CUDA have always named.
_NVIDIA_PATH = "/usr/local/nvidia/bin:/usr/local/cuda/bin"
_NVIDIA_LIBRARIES = "/usr/local/nvidia/lib:/usr/local/nvidia/lib64"

LOADS = """\
load("{rt}//rules:oci.bzl", "oci_image", "oci_image_index", "oci_push")
load("{rt}//rules:python.bzl", "python_interpreter", "python_layers")
load("{rt}//rules:runtimes.bzl", "runtime")
load("{rt}//rules:tar.bzl", "tar")
load("{rt}//rules:transitions.bzl", "platform_transition_filegroup")
load("{rt}//rules/private/attributes:unusable.bzl", "unusable")
load("{rt}//rules/private/base_images:base_images_manager.bzl", "base_images_manager")
load("{rt}//rules/private/base_images:lock_all.bzl", "lock_all")

package(default_visibility = ["//visibility:public"])
"""

# Files of the images that are the same in all.
FILES = {
    "group": "root:x:0:\nnogroup:x:65534:\nbentoml:x:1034:\n",
    "nvidia.conf": _NVIDIA_LIBRARIES.replace(":", "\n") + "\n",
    "passwd": "\n".join([
        "root:x:0:0:root:/root:/bin/bash",
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin",
        "bentoml:x:1034:1034:BentoML:/home/bentoml:/bin/bash",
        "",
    ]),
}

def repository_names(name):
    """Names the repositories of a matrix.

    Args:
      name: name of the matrix.

    Returns:
      A struct of functions from an id of the plan to the name of a repository: `interpreter`, `base`, `wheels`,
      `runtime`.
    """
    return struct(
        base = lambda id: "{}_base_{}".format(name, id),
        interpreter = lambda id: "{}_{}".format(name, id),
        runtime = lambda id: "{}_{}_cuda".format(name, id),
        wheels = lambda id: "{}_{}".format(name, id),
    )

def shared_targets(rt):
    """Writes the targets that several images have.

    Args:
      rt: the repository of rt, such as "@@rt+".

    Returns:
      A list of strings.
    """
    directories = [
        "opt uid=0 gid=0 mode=0755 type=dir",
        "opt/bentoml uid=0 gid=0 mode=0755 type=dir",
        "home uid=0 gid=0 mode=0755 type=dir",
        "home/bentoml uid=1034 gid=1034 mode=0755 type=dir",
    ]
    entrypoint = rt + "//servers:base_image/entrypoint.py"
    files = directories + [
        "opt/bentoml/entrypoint.py uid=0 gid=0 mode=0644 type=file content=$(execpath {})".format(entrypoint),
    ]
    accounts = [
        "etc uid=0 gid=0 mode=0755 type=dir",
        "etc/group uid=0 gid=0 mode=0644 type=file content=$(execpath group)",
        "etc/passwd uid=0 gid=0 mode=0644 type=file content=$(execpath passwd)",
        "root uid=0 gid=0 mode=0700 type=dir",
    ]
    return [
        _hidden("tar", name = "files", srcs = [entrypoint], compress = "gzip", mtree = files),
        _hidden("tar", name = "accounts", srcs = ["group", "passwd"], compress = "gzip", mtree = accounts),
        _hidden("tar", name = "nvidia_conf", srcs = ["nvidia.conf"], compress = "gzip", mtree = [
            "etc/ld.so.conf.d uid=0 gid=0 mode=0755 type=dir",
            "etc/ld.so.conf.d/nvidia.conf uid=0 gid=0 mode=0644 type=file content=$(execpath nvidia.conf)",
        ]),
    ]

def source_targets(name, plan, cuda_versions):
    """Writes the targets of what images are made of.

    Args:
      name: name of the matrix.
      plan: dict: what `rt base-images plan` prints.
      cuda_versions: versions of CUDA that there are packages for.

    Returns:
      A list of strings.
    """
    repositories = repository_names(name)
    return [
        _hidden(
            "python_interpreter",
            name = "python_" + base["id"],
            libc = base["libc"],
            libc_version = base["libcVersion"],
            path = base["path"],
            version = base["python"],
        )
        for base in plan["bases"]
    ] + [
        _hidden(
            "runtime",
            name = "cuda_" + each["id"],
            env = CUDA_ENV,
            host_libraries = CUDA_HOST_LIBRARIES,
            packages = "@{}//:packages".format(repositories.runtime(each["id"])),
            runtime = "cuda",
        )
        for each in plan["runtimes"]
        if each["version"] in cuda_versions
    ] + [
        _hidden(
            "python_layers",
            name = layers,
            interpreter = _interpreter(repositories, image),
            prefix = _VENV,
            wheels = ["@" + repositories.wheels(image["wheels"])] if image["wheels"] else [],
        )
        for layers, image in {_layers(image): image for image in plan["images"] if not image["problem"]}.items()
    ]

def _interpreter(repositories, image):
    if image["interpreter"]:
        return "@" + repositories.interpreter(image["interpreter"])
    return ":python_" + image["base"]

def _layers(image):
    return "layers_{}{}".format(
        image["interpreter"] or image["base"],
        "_" + image["wheels"] if image["wheels"] else "",
    )

def image_targets(name, image, problem):
    """Writes the targets of one tag.

    Args:
      name: name of the matrix.
      image: dict of the plan.
      problem: a mistake, where the image cannot be made, or None.

    Returns:
      A list of strings.
    """
    if problem:
        return [
            target_text(
                "unusable",
                name = target,
                accepted = problem.accepted or "",
                fix = problem.fix or "",
                message = problem.message,
                speaker = "base_images.matrix " + name,
                tags = tags,
            )
            for target, tags in [(image["tag"], []), (image["tag"] + ".push", ["manual"])]
        ]
    push = _hidden("oci_push", name = image["tag"] + ".push", image = ":" + image["tag"])
    platforms = [platform_label(platform) for platform in image["platforms"]]
    requires = {image["requires"].get(architecture_of(platform)): None for platform in image["platforms"]}.keys()
    if len(requires) == 1:
        single = image["tag"] + ".image"
        return [
            _image(name, image, single, requires[0]),
            target_text("oci_image_index", name = image["tag"], image = ":" + single, platforms = platforms),
            push,
        ]
    return _images_one_by_one(name, image) + [push]

def _images_one_by_one(name, image):
    """Images whose environment depends on the architecture."""
    texts = []
    names = []
    for platform in image["platforms"]:
        single = "{}.{}".format(image["tag"], architecture_of(platform))
        texts.append(_image(name, image, single + ".image", image["requires"].get(architecture_of(platform))))
        texts.append(_hidden(
            "platform_transition_filegroup",
            name = single,
            srcs = [":{}.image".format(single)],
            target_platform = platform_label(platform),
        ))
        names.append(":" + single)
    return texts + [target_text("oci_image_index", name = image["tag"], images = names)]

def _image(name, image, target, requires):
    more = {"base": "@" + repository_names(name).base(image["base"])} if image["base"] else {}
    if image["runtime"]:
        more["runtimes"] = [":cuda_" + image["runtime"]]
    return _hidden(
        "oci_image",
        name = target,
        cmd = ["python3"],
        entrypoint = [_VENV + "/bin/python", "-I", "/opt/bentoml/entrypoint.py"],
        env = _environment(image, requires),
        labels = image["labels"],
        tars = (
            [":" + _layers(image)] +
            ([":accounts"] if image["interpreter"] else []) +
            [":files"] +
            ([":nvidia_conf"] if image["runtime"] else [])
        ),
        user = "{0}:{0}".format(_USER),
        workdir = _HOME,
        **more
    )

def _environment(image, requires):
    path = _PATH if image["interpreter"] else "$PATH"
    cuda = {
        "LD_LIBRARY_PATH": _NVIDIA_LIBRARIES + ":$LD_LIBRARY_PATH",
    } | ({"NVIDIA_REQUIRE_CUDA": requires} if requires else {}) if image["runtime"] else {}
    return {
        variable: value.replace("$", "$$")
        for variable, value in image["environment"].items()
    } | {
        "HOME": _HOME,
        "PATH": ":".join([_VENV + "/bin"] + ([_NVIDIA_PATH] if image["runtime"] else []) + [path]),
        "VIRTUAL_ENV": _VENV,
    } | cuda

def image_problem(image, *, cuda_versions, has_devel_wheel):
    """Says why an image cannot be made.

    Args:
      image: dict of the plan.
      cuda_versions: versions of CUDA that there are packages for.
      has_devel_wheel: whether there is a wheel of BentoML's development branch.

    Returns:
      A mistake, or None.
    """
    if image["problem"]:
        return mistake(
            "Cannot make {}: {}".format(image["tag"], image["problem"]),
            accepted = "a distribution with packages or image, for architectures and a C library that have wheels",
            fix = "say it in the manifest, or take {} out of release_types of {}".format(
                image["release"],
                image["distro"],
            ),
        )
    if image["runtime"] and image["runtime"] not in cuda_versions:
        return mistake(
            "Cannot make {}: there are no packages of CUDA {}".format(image["tag"], image["runtime"]),
            accepted = ", ".join(cuda_versions),
            fix = "name such a release in the manifest, or your own lock files in cuda_locks of base_images.matrix",
        )
    if image["release"] == "devel" and not has_devel_wheel:
        return mistake(
            "Cannot make {}: there is no wheel of BentoML's development branch".format(image["tag"]),
            accepted = "a file such as bentoml-1.5.0.dev1-py3-none-any.whl",
            fix = "name it in devel_wheel of base_images.matrix, or take devel out of release_types",
        )
    return None

def platform_targets(plan):
    """Writes the platforms that images are built for.

    Args:
      plan: dict: what `rt base-images plan` prints.

    Returns:
      A list of strings.
    """
    platforms = {platform: None for image in plan["images"] for platform in image["platforms"]}
    return [
        _hidden(
            "platform",
            name = platform_label(platform)[1:],
            constraint_values = [cpu_label(architecture_of(platform)), "@platforms//os:linux"],
        )
        for platform in {platform_label(each): each for each in platforms}.values()
    ]

def platform_label(platform):
    """Names the target of a platform.

    Args:
      platform: a string such as "linux/arm64/v8".

    Returns:
      A string.
    """
    return ":linux_" + architecture_of(platform)

def architecture_of(platform):
    """Finds the architecture of a platform.

    Args:
      platform: a string such as "linux/arm64/v8".

    Returns:
      A string such as "arm64".
    """
    return platform.split("/")[1]

def lock_targets(name, plan, locked_wheels):
    """Writes the targets that make lock files.

    Args:
      name: name of the matrix.
      plan: dict: what `rt base-images plan` prints.
      locked_wheels: ids of the wheels that are locked.

    Returns:
      A list of strings.
    """
    repositories = repository_names(name)
    locks = {
        "lock_" + each["id"]: "@{}//:lock".format(repositories.interpreter(each["id"]))
        for each in plan["interpreters"]
    } | {
        "lock_" + id: "@{}//:lock".format(repositories.wheels(id))
        for id in locked_wheels
    }
    problem = mistake(
        "Cannot lock anything: no image of the manifest is made of packages or wheels",
        accepted = "a distribution with packages or image",
    )
    return [
        _hidden("alias", name = alias, actual = actual)
        for alias, actual in locks.items()
    ] + [
        _hidden("lock_all", name = "lock", locks = locks.values()) if locks else target_text(
            "unusable",
            name = "lock",
            accepted = problem.accepted,
            message = problem.message,
            speaker = "base_images.matrix " + name,
            tags = ["manual"],
        ),
    ]

def _hidden(rule, **attributes):
    """A target that is not among all images."""
    return target_text(rule, tags = ["manual"], **attributes)

def describe_notes(name, notes):
    """Says what of a manifest is not built.

    Args:
      name: name of the matrix.
      notes: list of strings.

    Returns:
      A string.
    """
    return "\n" + "\n".join([describe_to("base_images.matrix " + name, mistake(note)) for note in notes])
