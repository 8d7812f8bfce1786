import { parseStanzas, printStanza } from './stanza.ts'

/** One release that the machine's apt knows, and where it knows it from. */
export interface MachineSource {
  /** Root of the archive, with a slash at its end. */
  readonly uri: string
  /** As written in the sources: "bookworm-security". */
  readonly release: string
  readonly component: string
  /** The file of apt's sources that names it. */
  readonly file: string
}

/** What {@link parseMachineSources} reads, for `apt-get indextargets --format`. */
export const SOURCE_FORMAT = '$(REPO_URI)\t$(RELEASE)\t$(COMPONENT)\t$(SOURCESENTRY)'

/** Reads what `apt-get indextargets` says in {@link SOURCE_FORMAT}; each source once. */
export function parseMachineSources(text: string): readonly MachineSource[] {
  const lines = new Set(text.split('\n').filter((line) => line !== ''))
  return Array.from(lines, (line) => {
    const [uri = '', release = '', component = '', entry = ''] = line.split('\t')
    return { uri, release, component, file: entry.replace(/:\d+$/, '') }
  })
}

/** The roots of archives that may have a package, each once, in the order of the machine's sources. */
export function archiveRoots(sources: readonly MachineSource[]): readonly string[] {
  return [...new Set(sources.map(({ uri }) => uri))]
}

/** One archive to ask for releases. */
export interface SuiteSource {
  readonly uri: string
  /** The suite itself first where the archive has it, then its updates. */
  readonly releases: readonly string[]
  /** A file of apt's sources that may say how the archive is signed. */
  readonly file: string
}

/** Names under which sources may have the machine's own release. */
const ALIASES = ['stable', 'oldstable', 'oldoldstable', 'testing', 'unstable', 'sid'] as const

/** What comes with a release: fixes of it. Backports are for those who name them as their suite. */
const WITH_RELEASE = ['', '-updates', '-security'] as const

/**
 * Where the machine's own sources would have a suite: where they have the machine's own release, in the same
 * way. Sources of others are left out.
 *
 * @param codename of the machine's release, such as "bookworm"
 */
export function sourcesOfSuite(
  suite: string,
  sources: readonly MachineSource[],
  { codename, components }: { readonly codename: string; readonly components: readonly string[] },
): readonly SuiteSource[] {
  const found = new Map<string, { readonly releases: Set<string>; readonly file: string }>()
  for (const { uri, release, component, file } of sources) {
    const suffix = suffixOf(release, codename)
    if (suffix === undefined || !components.includes(component)) continue
    const known = found.get(uri) ?? { releases: new Set(), file }
    known.releases.add(`${suite}${suffix}`)
    found.set(uri, known)
  }
  return Array.from(found, ([uri, { releases, file }]) => {
    return { uri, file, releases: [...releases].sort() }
  })
}

function suffixOf(release: string, codename: string): string | undefined {
  for (const name of [codename, ...ALIASES]) {
    const suffix = WITH_RELEASE.find((each) => release === `${name}${each}`)
    if (suffix !== undefined) return suffix
  }
  return undefined
}

/** What apt's sources have to say to get the indexes of releases, in the form of sources.list(5), deb822. */
export function printSources(
  sources: readonly (SuiteSource & { readonly signedBy: string | undefined })[],
  {
    components,
    architectures,
  }: { readonly components: readonly string[]; readonly architectures: readonly string[] },
): string {
  const stanzas = sources.map(({ uri, releases, signedBy }) =>
    printStanza([
      ['Types', 'deb'],
      ['URIs', uri],
      ['Suites', releases.join(' ')],
      ['Components', components.join(' ')],
      ['Architectures', architectures.join(' ')],
      ['Targets', 'Packages'],
      ...(signedBy === undefined ? [] : ([['Signed-By', signedBy]] as const)),
    ]),
  )
  return stanzas.join('\n')
}

/** What a file of apt's sources says of the keys of an archive: a path, or the keys themselves. */
export function signedByIn(text: string, uri: string): string | undefined {
  const root = uri.replace(/\/$/, '')
  for (const line of text.split('\n')) {
    const [, options = '', address = ''] = /^deb\s+\[([^\]]*)\]\s+(\S+)/.exec(line) ?? []
    const keys = /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1]
    if (keys !== undefined && address.replace(/\/$/, '') === root) return keys
  }
  for (const stanza of parseStanzas(text)) {
    const addresses = (stanza.get('URIs') ?? '').split(/\s+/)
    const keys = stanza.get('Signed-By')
    if (keys !== undefined && addresses.some((each) => each.replace(/\/$/, '') === root))
      return keys
  }
  return undefined
}

/** The releases that an archive turns out not to have, from what `apt-get update` complains of. */
export function releasesWithout(stderr: string): readonly string[] {
  const lines = stderr.matchAll(
    /^E: The repository '\S+ (\S+) Release' does not have a Release file/gm,
  )
  return Array.from(lines, ([, release = '']) => release)
}
