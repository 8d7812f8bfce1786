"""The repository of npm packages that the rt program is bundled from."""

load(":repositories/npm_lock.bzl", "closure", "dependencies")
load(":repositories/npm_packages.bzl", "LOCK_ATTRS", "provide_packages", "read_lock")
load(":repositories/npm_platform.bzl", "esbuild_path", "npm_platform")

visibility(["//rules/..."])

_BUILD = """\
filegroup(
    name = "node_modules",
    srcs = glob(
        {patterns},
        allow_empty = True,
        exclude = {excluded},
    ),
    visibility = ["{rt}//tools:__subpackages__"],
)

filegroup(
    name = "esbuild",
    srcs = ["{esbuild}"],
    visibility = ["{rt}//tools:__subpackages__"],
)
"""

# The npm package that bundles, which is not bundled itself.
_BUNDLER = "esbuild"

# Ends of the names of files that a bundler reads.
_CODE = ["cjs", "js", "json", "mjs"]

def _npm_repository_impl(rctx):
    os, cpu = npm_platform(rctx)
    lock = read_lock(rctx)
    names = closure(lock, dependencies(lock) + [_BUNDLER], os, cpu)
    provide_packages(rctx, lock, names)
    bundled = [name for name in names if _BUNDLER not in name]
    rctx.file("BUILD.bazel", _BUILD.format(
        # The bundle reads code and manifests only.
        patterns = ["node_modules/{}/**/*.{}".format(name, end) for name in bundled for end in _CODE],
        esbuild = esbuild_path(os, cpu),
        excluded = ["**/test/**"],
        rt = str(Label("//:all")).partition("//")[0],
    ))

npm_repository = repository_rule(
    implementation = _npm_repository_impl,
    doc = """\
The npm packages that rt's own program is bundled from, which are the dependencies of its package.json, and the one that
bundles; all in the versions of its package-lock.json.
""",
    attrs = LOCK_ATTRS,
)
