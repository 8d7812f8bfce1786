"""C++ compilers from one package: Zig's, which has Clang and the libraries of every target."""

# Zig 0.15.2 as its Python package. Other hosts than Linux on x86-64 have packages as well: add their names and sha256.
_PACKAGE = "ziglang==0.15.2"
_SHA256 = "806316453d1ede7174ed3fefb8e5348154629089c3bb5fe812dfd0e172fac130"

# The processors to compile for, by what images call them.
_CPUS = {
    "amd64": "x86_64",
    "arm64": "aarch64",
}

# The C library to link to, by its version: that of Debian 11, so that a program starts there and on all later ones,
# whatever the machine has that builds it. The C++ library is linked statically.
_GLIBC = "2.31"

# Debug information would name directories of this machine; nor is a program to check itself where Zig would have it.
_FLAGS = "-target {cpu}-linux-gnu.{glibc} -g0 -fno-sanitize=undefined"

_TOOL = """\
#!/bin/sh
# Zig keeps what it has built of libraries in a cache that it must be able to write to. An action has a copy.
set -e
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
for argument; do test "$argument" != -c || compile=1; done
test -n "$compile" || cp -R '{root}/cache/.' "$cache"
ZIG_GLOBAL_CACHE_DIR=$cache ZIG_LOCAL_CACHE_DIR=$cache '{zig}' {command} "$@"
"""

_BUILD = """\
load("@bazel_tools//tools/cpp:unix_cc_toolchain_config.bzl", "cc_toolchain_config")
load("@rules_cc//cc:defs.bzl", "cc_toolchain")

package(default_visibility = ["//visibility:public"])

filegroup(
    name = "files",
    srcs = ["ar.sh", "cc.sh"],
)

cc_toolchain_config(
    name = "config",
    abi_libc_version = "glibc",
    abi_version = "{cpu}",
    compiler = "clang",
    cpu = "{cpu}",
    cxx_builtin_include_directories = ["{lib}"],
    host_system_name = "local",
    target_libc = "glibc",
    target_system_name = "{cpu}-linux-gnu",
    tool_paths = {{
        "ar": "ar.sh",
        "cpp": "cc.sh",
        "dwp": "/bin/false",
        "gcc": "cc.sh",
        "gcov": "/bin/false",
        "llvm-cov": "/bin/false",
        "llvm-profdata": "/bin/false",
        "ld": "cc.sh",
        "nm": "/bin/false",
        "objcopy": "/bin/false",
        "objdump": "/bin/false",
        "strip": "/bin/false",
    }},
    toolchain_identifier = "zig",
    # Decides how the C++ library is built, too.
    link_flags = ["-O2", "-s"],
    opt_compile_flags = ["-O2", "-DNDEBUG"],
    # Times and places of the build are not to be in the program.
    unfiltered_compile_flags = [
        "-Wno-builtin-macro-redefined",
        "-D__DATE__=\\"redacted\\"",
        "-D__TIME__=\\"redacted\\"",
        "-D__TIMESTAMP__=\\"redacted\\"",
        "-no-canonical-prefixes",
    ],
)

cc_toolchain(
    name = "cc",
    all_files = ":files",
    ar_files = ":files",
    as_files = ":files",
    compiler_files = ":files",
    dwp_files = ":files",
    linker_files = ":files",
    objcopy_files = ":files",
    strip_files = ":files",
    supports_header_parsing = False,
    toolchain_config = ":config",
)
"""

def _zig_package_impl(rctx):
    """Has pip find the package, wherever it looks for packages, and takes no other than the one with this sha256."""
    rctx.file("requirements.txt", "{} --hash=sha256:{}\n".format(_PACKAGE, _SHA256))
    _run(rctx, [
        "python3",
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
        "--requirement=requirements.txt",
        "--dest=download",
    ])
    wheels = rctx.path("download").readdir()
    rctx.symlink(wheels[0], "download/wheel.zip")
    rctx.extract("download/wheel.zip")
    rctx.delete("download")
    _run(rctx, ["chmod", "+x", "ziglang/zig"])
    rctx.file("BUILD.bazel", "")

_zig_package = repository_rule(
    implementation = _zig_package_impl,
    doc = "Zig as it is packaged.",
)

def _zig_cc_impl(rctx):
    root = str(rctx.path("."))
    zig = rctx.path(rctx.attr.zig)
    cpu = _CPUS[rctx.attr.architecture]
    flags = _FLAGS.format(cpu = cpu, glibc = _GLIBC)
    rctx.file("cc.sh", _TOOL.format(command = "c++ " + flags, root = root, zig = zig))
    rctx.file("ar.sh", _TOOL.format(command = "ar", root = root, zig = zig))
    rctx.file("BUILD.bazel", _BUILD.format(cpu = cpu, lib = zig.dirname.get_child("lib")))
    _fill_cache(rctx, [zig, "c++"] + flags.split(" "))

def _fill_cache(rctx, compiler):
    """Links a program once, so that the C++ library is built: it takes a minute, and half a second from then on."""
    rctx.file("hello.cc", "#include <iostream>\nint main() { std::cout << 1; }\n")
    cache = {name: str(rctx.path("cache")) for name in ["ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"]}
    _run(rctx, compiler + ["-O2", "-s", "-ldl", "hello.cc", "-o", "hello"], environment = cache)

_zig_cc = repository_rule(
    implementation = _zig_cc_impl,
    attrs = {
        "architecture": attr.string(
            doc = "The processor to compile for.",
            mandatory = True,
            values = _CPUS.keys(),
        ),
        "zig": attr.label(
            doc = "The program `zig`.",
            mandatory = True,
        ),
    },
    doc = "A cc_toolchain for one processor.",
)

def _run(rctx, command, environment = {}):
    result = rctx.execute(command, environment = environment, timeout = 1200)
    if result.return_code != 0:
        text = " ".join([str(word) for word in command])
        fail("\n{}: Cannot run \"{}\": {}".format(rctx.name, text, result.stderr.strip()))

def _zig_impl(mctx):
    _zig_package(name = "zig")
    for architecture in _CPUS:
        _zig_cc(
            name = "zig_" + architecture,
            architecture = architecture,
            zig = "@zig//:ziglang/zig",
        )
    return mctx.extension_metadata(reproducible = True)

zig = module_extension(
    implementation = _zig_impl,
    doc = "The repositories @zig_amd64 and @zig_arm64; downloaded (90 MB) when a toolchain of theirs is chosen.",
)
