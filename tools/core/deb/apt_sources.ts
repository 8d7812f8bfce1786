import { parseStanzas, printStanza } from './stanza.ts'

/** One release that the machine's apt knows, and where it knows it from. */
export interface MachineSource {
  /** Root of the repository, with a slash at its end. */
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

/** The roots of repositories that may have a package, each once, in the order of the machine's sources. */
export function repositoryRoots(sources: readonly MachineSource[]): readonly string[] {
  return [...new Set(sources.map(({ uri }) => uri))]
}

/** One repository to ask for releases. */
export interface SuiteSource {
  readonly uri: string
  /** The suite itself first where the repository has it, then its updates. */
  readonly releases: readonly string[]
  /** A file of apt's sources that may say how the repository is signed. */
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

/** A field of a source in the form deb822 that says whether to trust it. */
export type TrustField = readonly [name: string, value: string]

/** What apt's sources have to say to get the indexes of releases, in the form of sources.list(5), deb822. */
export function printSources(
  sources: readonly (SuiteSource & { readonly trust: readonly TrustField[] })[],
  {
    components,
    architectures,
  }: { readonly components: readonly string[]; readonly architectures: readonly string[] },
): string {
  const stanzas = sources.map(({ uri, releases, trust }) =>
    printStanza([
      ['Types', 'deb'],
      ['URIs', uri],
      ['Suites', releases.join(' ')],
      ['Components', components.join(' ')],
      ['Architectures', architectures.join(' ')],
      ['Targets', 'Packages'],
      ...trust,
    ]),
  )
  return stanzas.join('\n')
}

/** Fields that decide whether a repository is trusted, and what they are called in one-line sources. */
const TRUST_FIELDS: Readonly<Record<string, string>> = {
  'Signed-By': 'signed-by',
  Trusted: 'trusted',
  'Check-Valid-Until': 'check-valid-until',
  'Check-Date': 'check-date',
  'Allow-Insecure': 'allow-insecure',
}

/** What a file of apt's sources says of whether to trust a repository: its keys, as a path or themselves. */
export function trustIn(text: string, uri: string): readonly TrustField[] {
  const isMeant = (address: string): boolean => slashless(address) === slashless(uri)
  for (const line of text.split('\n')) {
    const [, options = '', address = ''] = /^deb\s+\[([^\]]*)\]\s+(\S+)/.exec(line) ?? []
    if (isMeant(address)) return fieldsOf((option) => oneLineOption(options, option))
  }
  for (const stanza of parseStanzas(text)) {
    const addresses = (stanza.get('URIs') ?? '').split(/\s+/)
    if (addresses.some(isMeant)) return fieldsOf((_, name) => stanza.get(name))
  }
  return []
}

function slashless(address: string): string {
  return address.replace(/\/$/, '')
}

function oneLineOption(options: string, name: string): string | undefined {
  const found = options.split(/\s+/).find((option) => option.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}

function fieldsOf(
  read: (option: string, name: string) => string | undefined,
): readonly TrustField[] {
  return Object.entries(TRUST_FIELDS).flatMap(([name, option]) => {
    const value = read(option, name)
    return value === undefined ? [] : [[name, value] as const]
  })
}

/**
 * The releases that repositories turn out not to have, from what `apt-get update` says: that there is no Release
 * file. Of a repository that is trusted anyway it says that the indexes are not there either.
 */
export function releasesWithout({ stdout, stderr }: Said): readonly string[] {
  const without = stdout.matchAll(/^Err:\d+ \S+ (\S+) Release\n\s+(?:404|File not found)\b/gm)
  const unsigned = stdout.matchAll(/^Ign:\d+ \S+ (\S+) Release$/gm)
  const missing = stderr.matchAll(/^E: Failed to fetch \S+\/dists\/([^/\s]+)\/\S+ {2}404\b/gm)
  const absent = new Set(Array.from(missing, ([, release = '']) => release))
  return [
    ...Array.from(without, ([, release = '']) => release),
    ...Array.from(unsigned, ([, release = '']) => release).filter((each) => absent.has(each)),
  ]
}

/** What a program has printed. */
export interface Said {
  readonly stdout: string
  readonly stderr: string
}
