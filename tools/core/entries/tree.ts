import type { Conflict } from './failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Attributes, DirectoryEntry, Entry, FileEntry, ImagePath, LinkEntry } from './entry.ts'
import { DEFAULT_ATTRIBUTES, sameAttributes } from './entry.ts'
import { compareBytes, parentOf, ROOT } from './image_path.ts'

/** A tree of entries, and the files in it whose two sources must turn out to be the same bytes. */
export interface Tree {
  readonly entries: readonly Entry[]
  readonly possibleConflicts: readonly PossibleConflict[]
}

/** Two sources for one file; the first is used. */
export interface PossibleConflict {
  readonly path: ImagePath
  /** Undefined is an empty file. */
  readonly first: string | undefined
  readonly second: string | undefined
}

/**
 * Makes a tree of things found: adds the directories above them, drops repetitions, and puts parents
 * first, by bytes. Attributes of a directory that is there twice are those of the last.
 *
 * @param parentAttributes what directories get that are only there because something is in them
 */
export function buildTree(
  found: Iterable<Entry>,
  parentAttributes: (path: ImagePath) => Attributes = () => DEFAULT_ATTRIBUTES,
): Result<Tree, readonly Conflict[]> {
  const byPath = new Map<ImagePath, Entry>()
  const possibleConflicts: PossibleConflict[] = []
  const conflicts: Conflict[] = []
  for (const entry of found) {
    addParents(byPath, entry, conflicts, parentAttributes)
    const known = byPath.get(entry.path)
    if (known === undefined) byPath.set(entry.path, entry)
    else meet(known, entry, { byPath, possibleConflicts, conflicts })
  }
  if (conflicts.length > 0) return err(conflicts)
  const entries = [...byPath.values()].sort((a, b) => compareBytes(a.path, b.path))
  return ok({ entries, possibleConflicts })
}

/** Checks the entries of an mtree in the same way, but keeps their order and adds none. */
export function checkTree(given: readonly Entry[]): Result<Tree, readonly Conflict[]> {
  const byPath = new Map<ImagePath, Entry>()
  const possibleConflicts: PossibleConflict[] = []
  const conflicts: Conflict[] = []
  for (const entry of given) {
    const known = byPath.get(entry.path)
    if (known === undefined) byPath.set(entry.path, entry)
    else meet(known, entry, { byPath, possibleConflicts, conflicts })
  }
  const checked = new Set<ImagePath>()
  for (const entry of given) findFileAbove(byPath, entry, { checked, conflicts })
  return conflicts.length > 0
    ? err(conflicts)
    : ok({ entries: [...byPath.values()], possibleConflicts })
}

/** Looks for a file where a directory must be; a directory that was looked at before is not again. */
function findFileAbove(
  byPath: ReadonlyMap<ImagePath, Entry>,
  entry: Entry,
  { checked, conflicts }: { readonly checked: Set<ImagePath>; readonly conflicts: Conflict[] },
): void {
  for (
    let path = parentOf(entry.path);
    path !== ROOT && !checked.has(path);
    path = parentOf(path)
  ) {
    checked.add(path)
    const above = byPath.get(path)
    if (above !== undefined && above.kind !== 'directory')
      conflicts.push(fileAndDirectory(above, entry))
  }
}

function addParents(
  byPath: Map<ImagePath, Entry>,
  entry: Entry,
  conflicts: Conflict[],
  attributes: (path: ImagePath) => Attributes,
): void {
  for (let path = parentOf(entry.path); path !== ROOT; path = parentOf(path)) {
    const known = byPath.get(path)
    if (known === undefined) {
      byPath.set(path, { kind: 'directory', path, ...attributes(path) })
      continue
    }
    if (known.kind !== 'directory') conflicts.push(fileAndDirectory(known, entry))
    return
  }
}

interface Meeting {
  readonly byPath: Map<ImagePath, Entry>
  readonly possibleConflicts: PossibleConflict[]
  readonly conflicts: Conflict[]
}

/** Decides what becomes of a second entry for a path. */
function meet(known: Entry, entry: Entry, { byPath, possibleConflicts, conflicts }: Meeting): void {
  if (known.kind === 'directory' && entry.kind === 'directory') {
    byPath.set(entry.path, entry)
  } else if (known.kind === 'directory' || entry.kind === 'directory') {
    const [directory, file] = known.kind === 'directory' ? [known, entry] : [entry, known]
    conflicts.push(fileAndDirectory(file, directory))
  } else if (known.kind === 'file' && entry.kind === 'file' && sameAttributes(known, entry)) {
    if (known.source !== entry.source)
      possibleConflicts.push({ path: entry.path, first: known.source, second: entry.source })
  } else if (!isSameLink(known, entry)) {
    conflicts.push(twoSources(known, entry))
  }
}

function isSameLink(known: Entry, entry: Entry): boolean {
  if (known.kind !== 'link' || entry.kind !== 'link') return false
  return known.target === entry.target && sameAttributes(known, entry)
}

function twoSources(first: Entry, second: Entry): Conflict {
  const [one, other] = [originOf(first), originOf(second)]
  const { path } = second
  return one === other
    ? { kind: 'two-sources', path, first: withAttributes(first), second: withAttributes(second) }
    : { kind: 'two-sources', path, first: one, second: other }
}

function fileAndDirectory(file: FileEntry | LinkEntry | DirectoryEntry, below: Entry): Conflict {
  return {
    kind: 'file-and-directory',
    path: file.path,
    file: originOf(file),
    below: below.path,
  }
}

/** Where an entry comes from, for people. */
function originOf(entry: Entry): string {
  switch (entry.kind) {
    case 'file':
      return entry.source ?? 'an empty file'
    case 'link':
      return `a link to ${entry.target}`
    case 'directory':
      return 'a directory'
  }
}

/** For two entries that differ in nothing else. */
function withAttributes(entry: Entry): string {
  const { mode, uid, gid, uname, gname, mtime } = entry
  const words = `mode=${mode.toString(8)} uid=${uid} gid=${gid} uname=${uname} gname=${gname}`
  return `${originOf(entry)} ${words} time=${mtime.seconds}.${mtime.nanoseconds}`
}
