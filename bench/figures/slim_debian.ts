/** What debian:bookworm-slim has to have (the essential packages and apt), and Python with pip. */
const PACKAGES =
  'apt base-files base-passwd bash bsdutils ca-certificates coreutils dash debianutils diffutils dpkg findutils grep ' +
  'gzip hostname init-system-helpers libc-bin login ncurses-base ncurses-bin perl-base python3 python3-pip sed ' +
  'sysvinit-utils tar util-linux'

/**
 * For MODULE.bazel: the packages that stand for `python:slim`, which not every machine can have.
 *
 * @param more names of other packages beside them
 */
export function slimModule(more: readonly string[] = []): string {
  return `apt = use_extension("@rt//rules:extensions.bzl", "apt")
apt.install(
    name = "debian",
    architectures = ["amd64"],
    lock = "//:debian.lock.json",
    packages = ${JSON.stringify([...PACKAGES.split(' '), ...more])},
    suite = "bookworm",
)
use_repo(apt, "debian")
`
}

/** For BUILD.bazel of the root: an image of them, `//:slim`. `bazel run @debian//:lock` comes first. */
export const SLIM_BUILD = `load("@rt//rules:oci.bzl", "oci_image")
oci_image(name = "slim", architecture = "amd64", os = "linux", tars = ["@debian"])
`
