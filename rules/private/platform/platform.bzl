"""From constraint values of a Bazel platform to the words of the OCI image config (GOOS, GOARCH and variant)."""

load("//rules/private/attributes:mistakes.bzl", "mistake")

visibility(["//rules/..."])

_OS = {
    "android": "android",
    "freebsd": "freebsd",
    "linux": "linux",
    "netbsd": "netbsd",
    "openbsd": "openbsd",
    "osx": "darwin",
    "wasi": "wasip1",
    "windows": "windows",
}

_CPU = {
    "aarch32": "arm",
    "aarch64": "arm64",
    "armv7": "arm/v7",
    "i386": "386",
    "loongarch64": "loong64",
    "mips64": "mips64",
    "ppc64le": "ppc64le",
    "riscv64": "riscv64",
    "s390x": "s390x",
    "wasm32": "wasm",
    "x86_32": "386",
    "x86_64": "amd64",
}

# Attributes of a rule that calls `target_platform`.
PLATFORM_ATTRS = {
    "_cpu": attr.label_keyed_string_dict(
        default = {Label("@platforms//cpu:" + name): value for name, value in _CPU.items()},
        doc = "Constraint values of a CPU to GOARCH, or GOARCH/VARIANT.",
    ),
    "_os": attr.label_keyed_string_dict(
        default = {Label("@platforms//os:" + name): value for name, value in _OS.items()},
        doc = "Constraint values of an operating system to GOOS.",
    ),
}

def target_platform(ctx):
    """Translates the target platform of a rule that has `PLATFORM_ATTRS`.

    Args:
      ctx: the rule context.

    Returns:
      A struct like that of `oci_platform`.
    """
    return oci_platform(
        [value for target, value in ctx.attr._os.items() if _has(ctx, target)],
        [value for target, value in ctx.attr._cpu.items() if _has(ctx, target)],
    )

def _has(ctx, target):
    return ctx.target_platform_has_constraint(target[platform_common.ConstraintValueInfo])

def oci_platform(os, cpu):
    """Makes the platform of an image from what the constraint values stand for.

    Args:
      os: list of at most one GOOS.
      cpu: list of at most one GOARCH or GOARCH/VARIANT.

    Returns:
      A struct of strings: os, architecture, variant. Each is empty where the platform does not say.
    """
    architecture, _, variant = (cpu[0] if cpu else "").partition("/")
    return struct(os = os[0] if os else "", architecture = architecture, variant = variant)

def constraints_for(os, architecture, variant):
    """Finds the constraint values that stand for a platform.

    Args:
      os: GOOS.
      architecture: GOARCH.
      variant: CPU variant, or empty.

    Returns:
      A list of structs of strings: os and cpu, names below @platforms//os and @platforms//cpu. Empty for a platform
      that no constraint values stand for; several where CPUs have several names.
    """
    cpu = architecture + ("/" + variant if variant else "")
    return [
        struct(cpu = cpu_name, os = os_name)
        for os_name, os_value in _OS.items()
        for cpu_name, cpu_value in _CPU.items()
        if os_value == os and cpu_value == cpu
    ]

def override_platform(platform, os, architecture, variant):
    """Applies explicit attributes over the target platform.

    Another architecture drops the platform's variant, which would make no sense under it.

    Args:
      platform: a struct made by `oci_platform`.
      os: GOOS, or empty for the platform's.
      architecture: GOARCH, or empty for the platform's.
      variant: CPU variant, or empty for the platform's.

    Returns:
      A struct like that of `oci_platform`.
    """
    same = not architecture or architecture == platform.architecture
    return struct(
        os = os or platform.os,
        architecture = architecture or platform.architecture,
        variant = variant or (platform.variant if same else ""),
    )

def platform_mistakes(platform, fix):
    """Checks that the platform of an image is known.

    Args:
      platform: a struct made by `oci_platform` or `override_platform`.
      fix: what to change; `{attribute}` stands for os or architecture, `{value}` for an example.

    Returns:
      A list of structs for `fail_on`.
    """
    return [
        mistake(
            "Cannot tell the {} of the image: the target platform has no constraint value that rt knows".format(name),
            accepted = "a platform with values of @platforms//os and @platforms//cpu, such as " +
                       "@rt//platforms:linux_amd64",
            fix = fix.format(attribute = name, value = example),
        )
        for name, example in {"architecture": "amd64", "os": "linux"}.items()
        if not getattr(platform, name)
    ]
