/** A set of packages of a runtime that cannot be locked. */
export type RuntimeLockFailure =
  UnreadableSet | NoFiles | SamePlace | ArchiveNotFetched | NoWorkspace

/** A file that is not a set of packages, or not a lock of one. */
export interface UnreadableSet {
  readonly topic: 'runtime-lock'
  readonly reason: 'not-a-set' | 'not-a-lock'
  readonly path: string
  /** Where and what, such as "components.cudart: expected ...". */
  readonly problem: string
}

/** A package without files that match what is to be kept. */
export interface NoFiles {
  readonly topic: 'runtime-lock'
  readonly reason: 'no-files'
  readonly component: string
  readonly archive: string
  readonly architecture: string
  readonly patterns: readonly string[]
}

/** Two files of a package that would be one in the image. */
export interface SamePlace {
  readonly topic: 'runtime-lock'
  readonly reason: 'same-place'
  readonly component: string
  readonly archive: string
  /** A clause that names the two files and the place. */
  readonly problem: string
}

/** An archive that could not be fetched. */
export interface ArchiveNotFetched {
  readonly topic: 'runtime-lock'
  readonly reason: 'not-fetched'
  readonly url: string
  readonly cause: string
}

/** A run outside of `bazel run`, which says where the workspace is. */
export interface NoWorkspace {
  readonly topic: 'runtime-lock'
  readonly reason: 'no-workspace'
}
