import type { FoundBinary } from './image_tree.ts'

/** A version of symbols that a library would be asked for, and does not define. */
export interface MissingVersion {
  /** Such as `GLIBCXX_3.4.31`. */
  readonly version: string
  /** Path of the library. */
  readonly library: string
  /** The latest version of the same name that it defines, such as `GLIBCXX_3.4.30`. */
  readonly newest: string | undefined
  /** Paths of the programs and libraries that need it. */
  readonly neededBy: readonly string[]
}

/**
 * Compares the versions that programs and libraries need with those that the libraries which they load define, as
 * glibc does before it starts a program (glibc, elf/dl-version.c): a library that defines no versions at all serves
 * everybody.
 *
 * @param loaded libraries by the names that they are needed by
 */
export function missingVersions(
  files: Iterable<FoundBinary>,
  loaded: ReadonlyMap<string, FoundBinary>,
): readonly MissingVersion[] {
  const missing = new Map<string, Found>()
  for (const { realPath, file } of files)
    for (const { library, versions } of file.linkage?.versions?.needed ?? []) {
      const provider = loaded.get(library)
      const defined = provider?.file.linkage?.versions?.defined ?? []
      if (provider === undefined || defined.length === 0) continue
      for (const version of versions)
        if (!defined.includes(version)) {
          const key = `${provider.realPath}\0${version}`
          const entry = missing.get(key) ?? { version, provider, defined, neededBy: new Set() }
          missing.set(key, { ...entry, neededBy: entry.neededBy.add(realPath) })
        }
    }
  return [...missing.values()]
    .map(({ version, provider, defined, neededBy }) => ({
      version,
      library: provider.realPath,
      newest: newestOf(nameOf(version), defined),
      neededBy: [...neededBy],
    }))
    .toSorted((one, other) => compareVersions(one.version, other.version))
}

interface Found {
  readonly version: string
  readonly provider: FoundBinary
  readonly defined: readonly string[]
  readonly neededBy: Set<string>
}

/** `GLIBC` of `GLIBC_2.34` and of `GLIBC_ABI_DT_RELR`. */
function nameOf(version: string): string {
  return version.split('_')[0] ?? ''
}

function newestOf(name: string, defined: readonly string[]): string | undefined {
  return defined
    .filter((version) => nameOf(version) === name && /^[^_]*_\d+(?:\.\d+)*$/.test(version))
    .toSorted(compareVersions)
    .at(-1)
}

/** By their names, and then number by number. */
function compareVersions(one: string, other: string): number {
  return COLLATOR.compare(one, other)
}

/** Fixed, so that the order is the same on every machine. */
const COLLATOR = new Intl.Collator('en', { numeric: true })
