import type { WheelName } from '../packages/wheel_name.ts'

/** The Python of an image, as far as it decides which wheels work. */
export interface PythonTarget {
  /** The second number of the version: 11 for 3.11. */
  readonly minor: number
  /** A GOARCH name, such as "amd64". */
  readonly architecture: string
  readonly libc: 'glibc' | 'musl'
  /** Such as "2.36"; empty where it is not known, and then any version is fine. */
  readonly libcVersion: string
}

/** What a wheel or a package works with. */
export type WheelTags = Pick<WheelName, 'abis' | 'platforms' | 'pythons'>

/** Machines as Python's platform tags call them, by OCI's names of architectures. */
const MACHINES: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  '386': 'i686',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
}

/** Reads a C library as options have it: the version of glibc alone, such as "2.31", or "musl 1.2". */
export function readLibc(text: string): Pick<PythonTarget, 'libc' | 'libcVersion'> {
  const musl = /^musl (\d+\.\d+)$/.exec(text)?.[1]
  return musl === undefined
    ? { libc: 'glibc', libcVersion: text }
    : { libc: 'musl', libcVersion: musl }
}

/** The architecture that the tags of a wheel name, by GOARCH name; undefined for wheels that fit every one. */
export function taggedArchitecture({ platforms }: WheelName): string | undefined {
  const named = Object.entries(MACHINES).find(([, machine]) =>
    platforms.some((tag) => tag.endsWith(`_${machine}`)),
  )
  return named?.[0]
}

/** Newer than any that there is, for a C library of unknown version. */
const NEWEST_MINOR = 99
const ALIASES: Readonly<Record<number, string>> = {
  17: 'manylinux2014',
  12: 'manylinux2010',
  5: 'manylinux1',
}

/** Platform tags that work, best first (PEP 600, PEP 656): the latest C library comes first. */
export function targetPlatformTags(target: PythonTarget): readonly string[] {
  const machine = MACHINES[target.architecture] ?? target.architecture
  const [major, minor] = target.libcVersion.split('.').map(Number)
  const isGlibc = target.libc === 'glibc'
  const newest = minor ?? NEWEST_MINOR
  const levels = Array.from({ length: newest + 1 }, (_, index) => newest - index)
  const tags = levels.flatMap((level) => {
    if (!isGlibc) return [`musllinux_${major || 1}_${level}`]
    const alias = ALIASES[level]
    return [`manylinux_2_${level}`, ...(alias === undefined ? [] : [alias])]
  })
  return [...tags, 'linux'].map((tag) => `${tag}_${machine}`)
}

/** First minor version of Python 3 with an ABI that later ones keep. */
const FIRST_STABLE_ABI = 2

/**
 * Triples `python-abi-platform` that work, best first, in the order of installers: made for this very version, for the
 * stable ABI, for Python alone; with machine code before without.
 */
export function compatibleTags(target: PythonTarget): readonly string[] {
  const { minor } = target
  const platforms = targetPlatformTags(target)
  const own = `cp3${minor}`
  const older = (from: number, to: number): readonly number[] =>
    Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => from - index)
  const pure = [`py3${minor}`, 'py3', ...older(minor - 1, 0).map((each) => `py3${each}`)]
  const interpreters = [
    [own, own],
    [own, 'abi3'],
    [own, 'none'],
    ...older(minor - 1, FIRST_STABLE_ABI).map((each) => [`cp3${each}`, 'abi3']),
    ...pure.map((each) => [each, 'none']),
  ]
  return [
    ...interpreters.flatMap(([python, abi]) => platforms.map((each) => `${python}-${abi}-${each}`)),
    ...[own, ...pure].map((python) => `${python}-none-any`),
  ]
}

/** Whether a wheel works with a Python: the place of its best tag among those that do, or a clause that says why not. */
export function wheelRank(
  { pythons, abis, platforms }: WheelTags,
  tags: ReadonlyMap<string, number>,
): number | undefined {
  let best: number | undefined
  for (const python of pythons)
    for (const abi of abis)
      for (const platform of platforms) {
        const rank = tags.get(`${python}-${abi}-${platform}`)
        if (rank !== undefined && (best === undefined || rank < best)) best = rank
      }
  return best
}

/** {@link compatibleTags} with the place of each, for {@link wheelRank}. */
export function rankedTags(target: PythonTarget): ReadonlyMap<string, number> {
  return new Map(compatibleTags(target).map((tag, index) => [tag, index]))
}

/** In a clause, why a wheel does not work with a Python that has no tag of it. */
export function misfit({ pythons, abis, platforms }: WheelTags, target: PythonTarget): string {
  const { architecture, libc, libcVersion } = target
  const machine = MACHINES[architecture] ?? architecture
  const forMachine = platforms.filter((each) => each === 'any' || each.endsWith(`_${machine}`))
  if (forMachine.length === 0)
    return `it is for ${platforms.join(', ')}, and the image for linux/${architecture}`
  const works = new Set([...targetPlatformTags(target), 'any'])
  if (!forMachine.some((each) => works.has(each))) {
    const version = libcVersion === '' ? '' : ` ${libcVersion}`
    return `it is for ${platforms.join(', ')}, and the image has ${libc}${version}`
  }
  return `it is for ${pythons.join(', ')} with the ABI ${abis.join(', ')}, and the image has Python 3.${target.minor}`
}
