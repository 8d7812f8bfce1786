"""Repositories of npm packages that programs of rt are bundled from."""

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
"""

_BUILD_OF_BUNDLER = """
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
    names = closure(lock, rctx.attr.packages or dependencies(lock) + [_BUNDLER], os, cpu)
    provide_packages(rctx, lock, names)
    bundled = [name for name in names if _BUNDLER not in name]
    build = _BUILD + (_BUILD_OF_BUNDLER if _BUNDLER in names else "")
    rctx.file("BUILD.bazel", build.format(
        # A bundle reads code and manifests only.
        patterns = ["node_modules/{}/**/*.{}".format(name, end) for name in bundled for end in _CODE],
        esbuild = esbuild_path(os, cpu),
        excluded = ["**/test/**"],
        rt = str(Label("//:all")).partition("//")[0],
    ))

npm_repository = repository_rule(
    implementation = _npm_repository_impl,
    doc = """\
npm packages that a program of rt is bundled from, in the versions of rt's package-lock.json.
""",
    attrs = LOCK_ATTRS | {
        "packages": attr.string_list(
            doc = "Names of the packages. If empty, they are those that rt's own program is bundled from, which are " +
                  "the dependencies of its package.json, and the one that bundles.",
        ),
    },
)
