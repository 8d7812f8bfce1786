/**
 * What the name of a wheel says about where it works.
 *
 * Source: Python packaging specification, "Binary distribution format", file name convention; PEP 425 and 600
 * for the tags.
 */
export interface WheelName {
  readonly name: string
  readonly version: string
  /** Such as "py3" or "cp311"; several are possible. */
  readonly pythons: readonly string[]
  /** Such as "none" or "cp311". */
  readonly abis: readonly string[]
  /** Such as "manylinux_2_17_x86_64". */
  readonly platforms: readonly string[]
}

/** Reads the file name of a wheel; undefined where it is none. */
export function parseWheelName(file: string): WheelName | undefined {
  const parts = file.endsWith('.whl') ? file.slice(0, -'.whl'.length).split('-') : []
  const [name, version] = parts
  const [pythons, abis, platforms] = parts.slice(-3).map((tags) => tags.split('.'))
  if (parts.length < 5 || parts.length > 6) return undefined
  if (!name || !version || !pythons || !abis || !platforms) return undefined
  return { name, version, pythons, abis, platforms }
}

/** Machines as Python's platform tags call them, by OCI's names of architectures. */
const MACHINES: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64' }

/** Minor versions of glibc 2 that wheels are made for, newest first: a newer one does not imply the older. */
const GLIBC_MINORS = [39, 35, 34, 31, 28, 27, 26, 25, 24, 17, 12, 5] as const
const ALIASES = ['manylinux2014', 'manylinux2010', 'manylinux1'] as const

/** Every platform tag that a wheel for Linux may have; empty for architectures that Python has no name for here. */
export function platformTags(architecture: string): readonly string[] {
  const machine = MACHINES[architecture]
  if (machine === undefined) return []
  const tags = [...GLIBC_MINORS.map((minor) => `manylinux_2_${minor}`), ...ALIASES, 'linux']
  return tags.map((tag) => `${tag}_${machine}`)
}

/** Architectures that wheels can be chosen for, by GOARCH name. */
export const WHEEL_ARCHITECTURES: readonly string[] = Object.keys(MACHINES)

/**
 * The platform of uv for an architecture and a glibc, or musl, of which uv knows one version; undefined for
 * architectures that wheels are not for.
 */
export function uvPlatform(architecture: string, glibc: string): string | undefined {
  const machine = MACHINES[architecture]
  if (machine === undefined) return undefined
  return glibc.startsWith('musl ')
    ? `${machine}-unknown-linux-musl`
    : `${machine}-manylinux_${glibc.replace('.', '_')}`
}
