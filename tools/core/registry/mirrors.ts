import type { JsonCursor } from '../json/cursor.ts'
import { decodeJson } from '../json/cursor.ts'
import type { Repository } from '../reference.ts'
import { parseRepository } from '../reference.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** A place that has copies of what a registry has. */
export interface Mirror {
  /** `HOST[:PORT]`. */
  readonly registry: string
  /** What comes before the name of a repository there: empty, or a path and a slash. */
  readonly prefix: string
  /** Plain HTTP is allowed: somebody wrote `http://`. */
  readonly plain: boolean
}

/** The mirrors of registries, by `HOST[:PORT]`, the most wanted first. */
export type MirrorTable = ReadonlyMap<string, readonly Mirror[]>

/** Where a repository can be read. */
export interface ReadEndpoint {
  readonly repository: Repository
  readonly plain: boolean
  readonly isMirror: boolean
}

/**
 * Reads the mirrors that a variable names: `REGISTRY=MIRROR[,MIRROR...]`, several between spaces or
 * semicolons.
 */
export function parseMirrorList(text: string): Result<MirrorTable, string> {
  const entries: [string, readonly string[]][] = []
  for (const entry of text.split(/[\s;]+/).filter((part) => part !== '')) {
    const [registry, mirrors, ...rest] = entry.split('=')
    if (registry === undefined || mirrors === undefined || rest.length > 0)
      return err(`"${entry}" is not REGISTRY=MIRROR`)
    entries.push([registry, mirrors.split(',')])
  }
  return tableOf(entries)
}

/** Reads a file of mirrors: a JSON object of lists, `{"docker.io": ["mirror.example.com/hub"]}`. */
export function parseMirrorFile(text: string): Result<MirrorTable, string> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return err('it is not JSON')
  }
  const lists = decodeJson(document, (root) =>
    root.record((list) => list.list((item: JsonCursor) => item.string())),
  )
  return lists.ok ? tableOf(Object.entries(lists.value)) : lists
}

/** Puts mirrors of several sources together; those of the first come first. */
export function joinMirrors(tables: readonly MirrorTable[]): MirrorTable {
  const all = new Map<string, readonly Mirror[]>()
  for (const [registry, mirrors] of tables.flatMap((table) => [...table]))
    all.set(registry, [...(all.get(registry) ?? []), ...mirrors])
  return all
}

/** Where a repository can be read, in the order to try: mirrors, then the registry itself. */
export function readEndpoints(
  table: MirrorTable,
  repository: Repository,
): readonly [ReadEndpoint, ...ReadEndpoint[]] {
  const mirrors = (table.get(repository.registry) ?? []).map(
    ({ registry, prefix, plain }): ReadEndpoint => ({
      repository: { registry, name: `${prefix}${repository.name}` },
      plain,
      isMirror: true,
    }),
  )
  const self = { repository, plain: false, isMirror: false }
  const [first = self, ...rest] = mirrors
  return first === self ? [self] : [first, ...rest, self]
}

function tableOf(
  entries: readonly (readonly [string, readonly string[]])[],
): Result<MirrorTable, string> {
  const table = new Map<string, readonly Mirror[]>()
  for (const [text, mirrors] of entries) {
    const registry = readHost(text)
    if (registry?.name !== '') return err(`"${text}" is not a valid HOST[:PORT]`)
    const parsed = mirrors.map((mirror) => [mirror, readMirror(mirror)] as const)
    const bad = parsed.find(([, mirror]) => mirror === undefined)
    if (bad !== undefined) return err(`"${bad[0]}" is not a valid [http://]HOST[:PORT][/PATH]`)
    const good = parsed.flatMap(([, mirror]) => mirror ?? [])
    table.set(registry.registry, [...(table.get(registry.registry) ?? []), ...good])
  }
  return ok(table)
}

function readMirror(text: string): Mirror | undefined {
  const [, scheme = '', rest = ''] = /^(https?:\/\/)?(.*?)\/?$/.exec(text) ?? []
  const host = readHost(rest)
  if (host === undefined) return undefined
  const prefix = host.name === '' ? '' : `${host.name}/`
  return { registry: host.registry, prefix, plain: scheme === 'http://' }
}

/** `HOST[:PORT][/PATH]`; a host has a dot or a port, or is `localhost`, as in references. */
function readHost(text: string): Repository | undefined {
  const [host = '', ...path] = text.split('/')
  if (!/[.:]|^localhost$/.test(host)) return undefined
  // What makes a repository with a name below it is right; Docker Hub adds nothing to two names.
  const parsed = parseRepository([host, ...path, 'x', 'x'].join('/'))
  if (!parsed.ok) return undefined
  return { registry: parsed.value.registry, name: path.join('/') }
}
