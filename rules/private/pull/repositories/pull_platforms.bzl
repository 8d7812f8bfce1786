"""Platforms of pulled images: their names in repositories, and which one of an index is meant."""

load("//rules/private/platform:platform.bzl", "constraints_for")

visibility(["//rules/..."])

# Variants that are the only ones of their CPU, or its least demanding one.
_PLAIN = [("amd64", "v1"), ("arm64", "v8")]

# Platforms that a pull without `platforms` can find in an index. Their repositories cost nothing before they are used.
_OS = ["linux", "windows"]
_ARCHITECTURES = [
    "386",
    "amd64",
    "arm",
    "arm/v7",
    "arm64",
    "loong64",
    "mips64",
    "ppc64le",
    "riscv64",
    "s390x",
]

DEFAULT_PLATFORMS = [os + "/" + architecture for os in _OS for architecture in _ARCHITECTURES]

def parse_platform(text):
    """Splits a platform as people write it.

    Args:
      text: `OS/ARCHITECTURE` or `OS/ARCHITECTURE/VARIANT`.

    Returns:
      A struct of strings (os, architecture, variant; the last may be empty), or None when text is none.
    """
    parts = text.split("/")
    if len(parts) not in [2, 3] or not all(parts):
        return None
    return struct(architecture = parts[1], os = parts[0], variant = parts[2] if len(parts) == 3 else "")

def platform_key(platform):
    """Names a platform in the name of a repository: equal for platforms that are the same.

    Args:
      platform: a struct or dict-like struct of os, architecture and variant.

    Returns:
      A string, such as "linux_amd64" or "linux_arm_v7".
    """
    return "_".join([platform.os, platform.architecture] + ([_variant(platform)] if _variant(platform) else []))

def platform_text(platform):
    """Writes a platform as people do.

    Args:
      platform: a struct of os, architecture and variant.

    Returns:
      A string, such as "linux/arm/v7".
    """
    return "/".join([platform.os, platform.architecture] + ([platform.variant] if platform.variant else []))

def platform_settings(platform):
    """Finds the constraint values of a platform.

    Args:
      platform: a struct of os, architecture and variant.

    Returns:
      A list like that of `constraints_for`.
    """
    return constraints_for(platform.os, platform.architecture, _variant(platform))

def choose_images(report, repositories):
    """Chooses the images of an index that a target platform can ask for.

    Args:
      report: the decoded image.json of an index.
      repositories: dict of platform_key to the name of the repository for it.

    Returns:
      A dict of platform_key to a struct of platform and repository; the first image of each platform counts.
    """
    chosen = {}
    for entry in report["platforms"]:
        platform = platform_of(entry)
        key = platform_key(platform)
        if key in repositories and key not in chosen and platform_settings(platform):
            chosen[key] = struct(platform = platform, repository = repositories[key])
    return chosen

def platform_of(entry):
    """Reads a platform of image.json.

    Args:
      entry: a dict with os, architecture and variant.

    Returns:
      A struct of these.
    """
    return struct(architecture = entry["architecture"], os = entry["os"], variant = entry["variant"])

def _variant(platform):
    return "" if (platform.architecture, platform.variant) in _PLAIN else platform.variant
