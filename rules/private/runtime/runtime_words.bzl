"""What runtimes say in the config of an image: their environment and their labels."""

visibility(["//rules/..."])

def versioned_environment(env, version):
    """Fills in what only the chosen version knows.

    Args:
      env: dict of strings, with `{version}` and `{major}`.
      version: string such as "13.5".

    Returns:
      A dict of strings.
    """
    words = {
        "{major}": version.partition(".")[0],
        "{version}": version,
    }
    filled = {}
    for name, value in env.items():
        for word, text in words.items():
            value = value.replace(word, text)
        filled[name] = value
    return filled

def runtime_labels(name, version, packages):
    """Says which runtime an image carries, and which packages it is made of.

    Args:
      name: name of the runtime.
      version: its version.
      packages: list of (name, version) of packages.

    Returns:
      A dict of strings.
    """
    prefix = "rt.runtime." + name
    listed = ", ".join(["{} {}".format(*each) for each in packages])
    return {prefix: version} | ({prefix + ".packages": listed} if listed else {})
