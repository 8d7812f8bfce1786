/** Architectures as OCI names them (GOARCH, with the variant after a slash) to those of Debian. */
const DEBIAN_NAMES: Readonly<Record<string, string>> = {
  '386': 'i386',
  amd64: 'amd64',
  arm: 'armhf',
  'arm/v7': 'armhf',
  arm64: 'arm64',
  loong64: 'loong64',
  mips64le: 'mips64el',
  ppc64le: 'ppc64el',
  riscv64: 'riscv64',
  s390x: 's390x',
}

/** Debian's name of an architecture of OCI; undefined where Debian has none. */
export function debianArchitecture(architecture: string): string | undefined {
  return Object.hasOwn(DEBIAN_NAMES, architecture) ? DEBIAN_NAMES[architecture] : undefined
}

/** The architectures that Debian has, by GOARCH name. */
export const KNOWN_ARCHITECTURES: readonly string[] = Object.keys(DEBIAN_NAMES)
