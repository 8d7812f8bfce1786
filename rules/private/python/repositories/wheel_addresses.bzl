"""Where the wheels of one lock are, found once for all of them."""

load("//rules/private/program:repositories/rt_program.bzl", "run_rt")

visibility(["//rules/..."])

_FILE = "addresses.json"

# Bytes of the largest wheel that is fetched to see whether its host answers Bazel.
_MAX_TRIAL = 1000000

def addresses_repository(install):
    """Names the repository of the addresses of a lock.

    Args:
      install: name of the pip.install tag.

    Returns:
      A string.
    """

    # No wheel has a repository with a dash after its tag.
    return install + "__wheel-addresses"

def find_address(rctx):
    """Finds where a wheel is. This asks the indexes, for all wheels of the lock at once.

    Args:
      rctx: repository_ctx of a wheel: `install`, `distribution` and `architecture` are its attributes.

    Returns:
      A dict of `file`, `sha256`, `url` and `forAll` (whether Bazel can download it), or None where that is not known.
    """

    # Both are of one extension. Not an attribute, which Bazel would fetch although the wheel is in its cache.
    extension = rctx.name[:-len(rctx.attr.repository)]
    label = Label("@@{}{}//:{}".format(extension, addresses_repository(rctx.attr.install), _FILE))

    # A wheel stays what it is wherever it moves.
    text = rctx.read(rctx.path(label), watch = "no")
    return json.decode(text).get(rctx.attr.architecture, {}).get(rctx.attr.distribution)

def _wheel_addresses_impl(rctx):
    rctx.file("packages.json", rctx.attr.packages, executable = False)
    run_rt(
        rctx,
        arguments = [
            "--glibc=" + rctx.attr.glibc,
            "--out={}".format(rctx.path(_FILE)),
            "--packages={}".format(rctx.path("packages.json")),
            "--python=" + rctx.attr.python,
        ],
        command = "fetch wheel-addresses",
        context = "pip.install " + rctx.attr.install,
    )
    addresses = json.decode(rctx.read(_FILE))
    open = _open_hosts(rctx, addresses)
    rctx.file(_FILE, json.encode({
        architecture: {
            name: wheel | {"forAll": wheel["forAll"] and _host(wheel) in open}
            for name, wheel in wheels.items()
        }
        for architecture, wheels in addresses.items()
    }))
    rctx.file("BUILD.bazel", "")

def _open_hosts(rctx, addresses):
    """The hosts that Bazel can download from: each is tried once, by the smallest wheel that it has.

    Bazel does not know the certificates of pip and uv, and tries long where one is missing.
    """
    smallest = {}
    for wheels in addresses.values():
        for wheel in wheels.values():
            if wheel["forAll"] and 0 < wheel["size"] and wheel["size"] <= _MAX_TRIAL:
                known = smallest.get(_host(wheel), wheel)
                smallest[_host(wheel)] = wheel if wheel["size"] <= known["size"] else known
    return {
        host: None
        for host, wheel in smallest.items()
        if rctx.download(wheel["url"], "trial", allow_fail = True, sha256 = wheel["sha256"]).success
    }

def _host(wheel):
    return "/".join(wheel["url"].split("/")[:3])

wheel_addresses = repository_rule(
    implementation = _wheel_addresses_impl,
    doc = "Where locked wheels are on the indexes of this machine. Only wheels that must be fetched need it.",
    attrs = {
        "glibc": attr.string(doc = "The newest glibc that wheels may need.", mandatory = True),
        "install": attr.string(doc = "Name of the pip.install tag.", mandatory = True),
        "packages": attr.string(doc = "Packages of the lock as JSON.", mandatory = True),
        "python": attr.string(doc = "Version of Python that the wheels are for.", mandatory = True),
    },
    # Indexes and their files move.
    local = True,
)
