"""Getting npm packages into a repository: from the checkout's node_modules, else by `npm ci`."""

load(":repositories/npm_lock.bzl", "is_nested", "locked_package", "sub_lock")

visibility(["//rules/..."])

# Seconds that npm may take; a Node package is 50 MB.
_NPM_TIMEOUT = 600

LOCK_ATTRS = {
    "checkout": attr.string(
        doc = "Where rt is. Nothing reads it: another place, by another override, makes Bazel fetch the repository " +
              "again.",
    ),
    "_lock": attr.label(
        default = Label("//:package-lock.json"),
        doc = "package-lock.json of rt; node_modules is looked for beside it.",
    ),
}

def read_lock(rctx):
    """Decodes rt's package-lock.json, and fetches the repository again when that changes.

    Args:
      rctx: the repository_ctx, of a rule with LOCK_ATTRS.

    Returns:
      A dict.
    """
    return json.decode(rctx.read(rctx.path(rctx.attr._lock), watch = "yes"))

def provide_packages(rctx, lock, names):
    """Makes `node_modules/NAME` for each package in the repository that is being fetched.

    Args:
      rctx: the repository_ctx, of a rule with LOCK_ATTRS.
      lock: what `read_lock` returned.
      names: list of paths in node_modules, complete in the sense of `closure`.
    """
    lock_file = rctx.path(rctx.attr._lock)
    checkout = lock_file.realpath.dirname
    installed = checkout.get_child("node_modules")

    # npm rewrites this file whenever it changes the folder.
    rctx.watch(installed.get_child(".package-lock.json"))
    if all([_is_installed(rctx, installed, lock, name) for name in names]):
        for name in names:
            if is_nested(name):
                continue
            _provide(rctx, _descend(installed, name), "node_modules/" + name)
    else:
        _install(rctx, lock, names, checkout)

def _is_installed(rctx, installed, lock, name):
    manifest = _descend(installed, name).get_child("package.json")
    if not manifest.exists:
        return False
    version = json.decode(rctx.read(manifest, watch = "no"))["version"]
    return version == locked_package(lock, name)["version"]

def _descend(folder, name):
    for part in name.split("/"):
        folder = folder.get_child(part)
    return folder

def _provide(rctx, package, path):
    """Links a package, or copies it where actions do not see what the link leads to."""
    if not _is_hidden_from_actions(rctx, package):
        rctx.symlink(package, path)
        return
    marker = path + "/.rt-copied"
    rctx.file(marker)
    result = rctx.execute(["cp", "-R", str(package.realpath) + "/.", path])
    rctx.delete(marker)
    if result.return_code != 0:
        fail("""
{name}: Cannot copy the npm package {package}:
{error}
  fix: move the checkout of rt away from /tmp""".format(
            error = result.stderr,
            name = _display_name(rctx),
            package = package,
        ))

def _is_hidden_from_actions(rctx, path):
    """Bazel's sandbox on Linux has a /tmp of its own."""
    return rctx.os.name == "linux" and str(path.realpath).startswith("/tmp/")

def _install(rctx, lock, names, checkout):
    npm = rctx.which("npm")
    if not npm:
        _fail(rctx, names, checkout, "npm is not on PATH")
    files = sub_lock(lock, names)
    rctx.file("package.json", json.encode_indent(files["package"]))
    rctx.file("package-lock.json", json.encode_indent(files["lock"]))
    rctx.report_progress("npm ci of " + ", ".join(names))
    result = rctx.execute(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        timeout = _NPM_TIMEOUT,
    )
    if result.return_code != 0:
        _fail(rctx, names, checkout, "npm ci failed:\n" + result.stderr)

def _fail(rctx, names, checkout, why):
    fail("""
{name}: Cannot provide the npm packages {packages}: they are not in {checkout}/{folder} in the locked version, and {why}
  accepted: an installed node_modules beside rt's package-lock.json, or npm on PATH with a registry that it reaches
  fix: run "npm ci" in {checkout}""".format(
        checkout = checkout,
        folder = "node_modules",
        name = _display_name(rctx),
        packages = ", ".join(names),
        why = why,
    ))

def _display_name(rctx):
    return rctx.name.replace("~", "+").split("+")[-1]
