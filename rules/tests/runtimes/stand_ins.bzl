"""Packages that stand in for those of real runtimes: small files of text."""

load("@bazel_skylib//rules:write_file.bzl", "write_file")
load("//rules:runtimes.bzl", "runtime_package", "runtime_packages")

visibility(["//rules/tests/..."])

def stand_in(
        name,
        runtime,
        version,
        files,
        large = [],
        small = [],
        components = {},
        platforms = ["linux/amd64", "linux/arm64"]):
    """Declares packages for a runtime: a library is a text that says what it is for which platform.

    Args:
      name: name of the runtime_packages.
      runtime: name of the runtime.
      version: version of the runtime.
      files: dict of names of packages to lists of places.
      large: list of places that have a layer of their own.
      small: list of packages that share a layer.
      components: dict of libraries to components.
      platforms: the platforms that the packages exist for.
    """
    for package, places in files.items():
        for place in places:
            for platform in platforms:
                write_file(
                    name = _file(name, platform, place),
                    out = _file(name, platform, place) + ".txt",
                    content = ["{} {} for {}".format(package, place, platform), ""],
                    newline = "unix",
                    testonly = False,
                )
        for platform in platforms:
            runtime_package(
                name = "-".join([name, package, platform.rpartition("/")[2]]),
                files = {_file(name, platform, place): place for place in places},
                large = [place for place in large if place in places],
                own_layer = package not in small,
                package = package,
                runtime = runtime,
                testonly = False,
                version = version + ".1",
            )
    runtime_packages(
        name = name,
        components = components,
        packages = select({
            "//runtimes:" + platform.replace("/", "_"): [
                "-".join([name, package, platform.rpartition("/")[2]])
                for package in files
            ]
            for platform in platforms
        } | {"//conditions:default": []}),
        platforms = platforms,
        runtime = runtime,
        testonly = False,  # //runtimes takes them, when a flag says so
        version = version,
    )

def _file(name, platform, place):
    return "{}.{}.{}".format(name, platform.rpartition("/")[2], place.replace("/", "."))
