"""Names of wheels and of what they contain."""

visibility(["//rules/..."])

def normalized_name(name):
    """Writes the name of a distribution as indexes compare it.

    Args:
      name: string such as "Scikit_Learn".

    Returns:
      A string such as "scikit-learn".
    """
    parts = name.lower().replace("_", "-").replace(".", "-").split("-")
    return "-".join([part for part in parts if part])

def parse_wheel_name(file):
    """Reads the name of a file of a wheel: NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl.

    Args:
      file: string without folders.

    Returns:
      A struct of `distribution` (normalised), `version`, and `pythons`, `abis` and `platforms` (lists of tags);
      None where the name is not that of a wheel.
    """
    parts = file.removesuffix(".whl").split("-")
    if not file.endswith(".whl") or len(parts) not in [5, 6] or "" in parts:
        return None
    return struct(
        abis = parts[-2].split("."),
        distribution = normalized_name(parts[0]),
        platforms = parts[-1].split("."),
        pythons = parts[-3].split("."),
        version = parts[1],
    )
