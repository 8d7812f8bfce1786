import type { Attributes, Entry, ImagePath } from '../entries/entry.ts'
import { DEFAULT_TIME } from '../entries/entry.ts'
import { buildTree } from '../entries/tree.ts'
import type { Failure } from '../failure.ts'
import type { Conflict } from '../entries/failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { DatabaseFile } from './database.ts'
import {
  INFO_FORMAT,
  infoFiles,
  statusDirectoryFile,
  statusDirectoryHashes,
  statusFile,
} from './database.ts'
import { isDocumentation } from './documentation.ts'
import { isMergedLink, mergedLinks, mergedPath } from './merged_usr.ts'
import { matchesPath } from './path_pattern.ts'
import type { SpoolRange, UnpackedMember, UnpackedPackage } from './unpacked.ts'

/** What goes into a layer of Debian packages. */
export interface DebLayerOptions {
  /** As Debian calls it. */
  readonly architecture: string
  /** The packages' files, or what dpkg knows of all packages, or both. */
  readonly contents: 'all' | 'database' | 'files'
  /** One file for all packages, as dpkg has it, or one for each, as images without it have. */
  readonly database: 'none' | 'status' | 'status.d'
  /** Whether files go to /usr that a merged system has there, and its links are made. */
  readonly mergedUsr: boolean
  readonly documentation: boolean
  /** What is left out beside: patterns as dpkg has them. */
  readonly pathExclude: readonly string[]
}

/** A file of the layer whose bytes are not a package's. */
export interface WrittenFile {
  readonly path: string
  readonly text: string
}

/** A layer before its generated files have a place in the spool. */
export interface DebLayerPlan {
  readonly entries: readonly Entry[]
  /** Where the bytes of each source of the entries are. */
  readonly ranges: ReadonlyMap<string, SpoolRange>
  /** Sources of entries whose bytes are these texts. */
  readonly texts: ReadonlyMap<string, string>
}

const ROOTS = { uid: 0, gid: 0, uname: '', gname: '', mtime: DEFAULT_TIME } as const
const DIRECTORY: Attributes = { ...ROOTS, mode: 0o755 }
const TEXT_FILE: Attributes = { ...ROOTS, mode: 0o644 }

/**
 * Decides what a layer of Debian packages has: every file, directory and link with the mode and the owner
 * of its package and one fixed time, and the files of dpkg's database.
 *
 * @param extra files that scripts of packages would have made
 */
export function planDebLayer(
  packages: readonly UnpackedPackage[],
  extra: readonly WrittenFile[],
  options: DebLayerOptions,
): Result<DebLayerPlan, Failure> {
  const planner = new Planner(options)
  const hasFiles = options.contents !== 'database'
  if (options.mergedUsr && hasFiles) planner.addLinks()
  for (const one of packages) planner.addPackage(one)
  if (hasFiles) for (const { path, text } of extra) planner.addText(path, text)
  planner.addStatus(packages)
  return planner.finish()
}

class Planner {
  readonly #options: DebLayerOptions
  readonly #found: Entry[] = []
  readonly #ranges = new Map<string, SpoolRange>()
  readonly #texts = new Map<string, string>()

  constructor(options: DebLayerOptions) {
    this.#options = options
  }

  addLinks(): void {
    for (const { path, target } of mergedLinks(this.#options.architecture)) {
      const usr = target as ImagePath
      this.#found.push({ ...DIRECTORY, kind: 'directory', path: usr })
      this.#found.push({ ...ROOTS, mode: 0o777, kind: 'link', path, target })
    }
  }

  addPackage(one: UnpackedPackage): void {
    const { contents, database } = this.#options
    if (contents === 'database') return
    const kept = one.members.filter((member) => this.#isKept(member))
    for (const member of kept) this.#addMember(one, member)
    if (database === 'status') this.#addDatabase(infoFiles(one, kept))
    if (database === 'status.d') this.#addDatabase([statusDirectoryHashes(one, kept)])
  }

  #isKept({ path, kind }: UnpackedMember): boolean {
    const { documentation, pathExclude } = this.#options
    const merged = mergedPath(path)
    return (documentation || !isDocumentation(merged, kind)) && !matchesPath(merged, pathExclude)
  }

  #addMember({ name }: UnpackedPackage, member: UnpackedMember): void {
    const { kind, mode, uid, gid, target, content } = member
    const merged = this.#options.mergedUsr
    if (member.path === '') return
    if (merged && kind === 'link' && isMergedLink(member.path, target)) return
    const path = merged ? mergedPath(member.path) : member.path
    const attributes = { ...ROOTS, mode, uid, gid }
    if (kind === 'directory') this.#found.push({ ...attributes, kind, path })
    else if (kind === 'link') this.#found.push({ ...attributes, kind, path, target })
    else {
      const source = `${name}: /${member.path}`
      if (content !== undefined) this.#ranges.set(source, content)
      this.#found.push({ ...attributes, kind, path, source: content && source })
    }
  }

  addText(path: string, text: string): void {
    const source = `rt: /${path}`
    this.#texts.set(source, text)
    this.#found.push({ ...TEXT_FILE, kind: 'file', path: path as ImagePath, source })
  }

  #addDatabase(files: readonly DatabaseFile[]): void {
    for (const { path, text } of files) this.addText(`var/lib/dpkg/${path}`, text)
  }

  /** Which packages are there: once for all of them, or each by itself beside its files. */
  addStatus(packages: readonly UnpackedPackage[]): void {
    const { contents, database } = this.#options
    if (database === 'status.d' && contents !== 'database')
      this.#addDatabase(packages.map(statusDirectoryFile))
    if (database !== 'status' || contents === 'files') return
    this.#addDatabase([statusFile(packages), INFO_FORMAT])
    // dpkg reads this directory and refuses to work without.
    const updates = 'var/lib/dpkg/updates' as ImagePath
    this.#found.push({ ...DIRECTORY, kind: 'directory', path: updates })
  }

  finish(): Result<DebLayerPlan, Failure> {
    const tree = buildTree(this.#found, () => DIRECTORY)
    if (!tree.ok) return err({ topic: 'tree', reason: 'conflicts', conflicts: tree.failure })
    const { entries, possibleConflicts } = tree.value
    if (possibleConflicts.length === 0)
      return ok({ entries, ranges: this.#ranges, texts: this.#texts })
    const conflicts = possibleConflicts.map(({ path, first, second }): Conflict => {
      const origin = (source: string | undefined): string => source ?? 'an empty file'
      return { kind: 'two-sources', path, first: origin(first), second: origin(second) }
    })
    return err({ topic: 'tree', reason: 'conflicts', conflicts })
  }
}
