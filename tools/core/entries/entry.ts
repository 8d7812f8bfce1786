/** A path inside an image: `/` between the parts, none at either end, no `.` or `..`; the root is the empty text. */
export type ImagePath = string & { readonly __brand: 'ImagePath' }

/** A moment, as tar and mtree know it. */
export interface Timestamp {
  /** Seconds since 1970; negative before. */
  readonly seconds: number
  /** 0 to 999 999 999. */
  readonly nanoseconds: number
}

/** Who owns an entry, when it changed, and what may be done with it. */
export interface Attributes {
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Names of the owner; empty for none. */
  readonly uname: string
  readonly gname: string
  readonly mtime: Timestamp
}

/** True for entries that differ in nothing but what they are. */
export function sameAttributes(a: Attributes, b: Attributes): boolean {
  return (
    a.mode === b.mode &&
    a.uid === b.uid &&
    a.gid === b.gid &&
    a.uname === b.uname &&
    a.gname === b.gname &&
    a.mtime.seconds === b.mtime.seconds &&
    a.mtime.nanoseconds === b.mtime.nanoseconds
  )
}

/** One entry of a layer, before its bytes are known. */
export type Entry = FileEntry | DirectoryEntry | LinkEntry

/** A regular file. */
export interface FileEntry extends Attributes {
  readonly kind: 'file'
  readonly path: ImagePath
  /** Where its bytes are: a path relative to the execution root; undefined for an empty file. */
  readonly source: string | undefined
}

/** A directory. */
export interface DirectoryEntry extends Attributes {
  readonly kind: 'directory'
  readonly path: ImagePath
}

/** A symbolic link. */
export interface LinkEntry extends Attributes {
  readonly kind: 'link'
  readonly path: ImagePath
  /** What the link says, untouched. */
  readonly target: string
}

/** 2023-01-01 08:00 UTC: the time that mtree_spec of tar.bzl gives to every entry. */
export const DEFAULT_TIME: Timestamp = { seconds: 1672560000, nanoseconds: 0 }

/** What an entry gets where nothing is said: root's, rwxr-xr-x, and one fixed time. */
export const DEFAULT_ATTRIBUTES: Attributes = {
  mode: 0o755,
  uid: 0,
  gid: 0,
  uname: '',
  gname: '',
  mtime: DEFAULT_TIME,
}
