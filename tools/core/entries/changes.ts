import type { Attributes, Entry, ImagePath, Timestamp } from './entry.ts'
import { DEFAULT_ATTRIBUTES } from './entry.ts'
import { ROOT } from './image_path.ts'
import type { Move } from './relocate.ts'
import { relocate } from './relocate.ts'

/** What entries get instead of their own paths and {@link DEFAULT_ATTRIBUTES}; undefined changes nothing. */
export interface EntryChanges {
  readonly move: Move
  /** Permission bits of files; directories keep theirs. */
  readonly mode: number | undefined
  readonly uid: number | undefined
  readonly gid: number | undefined
  readonly uname: string | undefined
  readonly mtime: Timestamp | undefined
}

/** Leaves entries as they are. */
export const NO_CHANGES: EntryChanges = {
  move: { from: ROOT, to: ROOT },
  mode: undefined,
  uid: undefined,
  gid: undefined,
  uname: undefined,
  mtime: undefined,
}

/** What an entry at a path, after the move, gets. Directories above the one moved to stay root's. */
export function changedAttributes(
  changes: EntryChanges,
  kind: Entry['kind'],
  path: ImagePath,
): Attributes {
  const { mode, uid, gid, uname, mtime, move } = changes
  const { mtime: usualTime, mode: usualMode, ...root } = DEFAULT_ATTRIBUTES
  const isOwned = move.to === ROOT || `${path}/`.startsWith(`${move.to}/`)
  return {
    mode: kind === 'file' ? (mode ?? usualMode) : usualMode,
    mtime: mtime ?? usualTime,
    uid: (isOwned ? uid : undefined) ?? root.uid,
    gid: (isOwned ? gid : undefined) ?? root.gid,
    uname: (isOwned ? uname : undefined) ?? root.uname,
    gname: root.gname,
  }
}

/** What becomes of a path: it moves, or it is a directory above what moves, or it is outside of that. */
export type Moved =
  | { readonly kind: 'moved'; readonly path: ImagePath }
  | { readonly kind: 'above' }
  | { readonly kind: 'outside' }

/** Moves something found. */
export function movedPath(path: ImagePath, isDirectory: boolean, move: Move): Moved {
  const moved = relocate(path, move)
  if (moved !== undefined) return { kind: 'moved', path: moved }
  return isDirectory && `${move.from}/`.startsWith(path === ROOT ? '' : `${path}/`)
    ? { kind: 'above' }
    : { kind: 'outside' }
}
