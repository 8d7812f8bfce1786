import type { Alternatives, Relation } from './relation.ts'
import { admitsVersion, parseRelations } from './relation.ts'
import type { Stanza } from './stanza.ts'
import { parseStanzas } from './stanza.ts'
import { compareVersions } from './version.ts'

/** One version of a package as an index of a repository lists it. */
export interface AvailablePackage {
  readonly name: string
  readonly version: string
  /** What must be there too: Pre-Depends and Depends. */
  readonly needs: readonly Alternatives[]
  /** Other names that it answers to. */
  readonly provides: readonly Relation[]
  /** What must not be there: Conflicts and Breaks. */
  readonly refuses: readonly Relation[]
  readonly priority: string
  /** Path of the .deb below the root of its repository. */
  readonly file: string
  readonly sha256: string
  /** Bytes of the .deb. */
  readonly size: number
}

/** The packages that can be had for one architecture. */
export interface Universe {
  /** Versions by name, the latest first. */
  readonly byName: ReadonlyMap<string, readonly AvailablePackage[]>
  /** Packages by the other names that they answer to. */
  readonly providers: ReadonlyMap<string, readonly AvailablePackage[]>
}

/**
 * Reads the packages of an index ("Packages" of a Debian repository). Those of other architectures, and
 * those without a hash, are passed over.
 *
 * @param architecture as Debian calls it
 */
export function* parseIndex(text: string, architecture: string): Generator<AvailablePackage> {
  for (const stanza of parseStanzas(text)) {
    const found = parseAvailable(stanza)
    const its = stanza.get('Architecture')
    if (found !== undefined && (its === architecture || its === 'all')) yield found
  }
}

function parseAvailable(stanza: Stanza): AvailablePackage | undefined {
  const read = (name: string): string => stanza.get(name) ?? ''
  const [name, version, file, sha256] = ['Package', 'Version', 'Filename', 'SHA256'].map(read)
  const size = Number(read('Size'))
  if (!name || !version || !file || !sha256 || !Number.isSafeInteger(size)) return undefined
  return {
    name,
    version,
    needs: [...parseRelations(read('Pre-Depends')), ...parseRelations(read('Depends'))],
    provides: parseRelations(read('Provides')).flat(),
    refuses: [...parseRelations(read('Conflicts')), ...parseRelations(read('Breaks'))].flat(),
    priority: read('Priority'),
    file: file.replace(/^(\.?\/)+/, ''),
    sha256,
    size,
  }
}

/** Puts the packages of all indexes together. Of equal versions the first counts. */
export function makeUniverse(packages: Iterable<AvailablePackage>): Universe {
  const byName = new Map<string, AvailablePackage[]>()
  const providers = new Map<string, AvailablePackage[]>()
  for (const each of packages) {
    const versions = listIn(byName, each.name)
    if (versions.some(({ version }) => version === each.version)) continue
    versions.push(each)
    for (const { name } of each.provides) listIn(providers, name).push(each)
  }
  for (const versions of byName.values())
    versions.sort((a, b) => compareVersions(b.version, a.version))
  return { byName, providers }
}

function listIn<T>(lists: Map<string, T[]>, name: string): T[] {
  const list = lists.get(name) ?? []
  lists.set(name, list)
  return list
}

/**
 * Whether a package is what a relation asks for, by its own name or by one that it provides. A provided
 * name counts for a relation with a version only when it is provided in a version (deb-control(5)).
 */
export function fulfils(candidate: AvailablePackage, relation: Relation): boolean {
  if (candidate.name === relation.name && admitsVersion(relation, candidate.version)) return true
  return candidate.provides.some(
    ({ name, version }) =>
      name === relation.name &&
      (relation.operator === undefined ||
        (version !== undefined && admitsVersion(relation, version))),
  )
}
