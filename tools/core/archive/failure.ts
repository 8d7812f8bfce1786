/** An archive (Debian package, wheel, layer) that is not unpacked because it could do harm. */
export type ArchiveFailure = UnsafeMember | ExpandsTooMuch | DamagedArchive | MissingMembers

/** A member that would be written outside of the root, or over something else. */
export interface UnsafeMember {
  readonly topic: 'archive'
  readonly reason: 'unsafe-member'
  readonly archive: string
  /** The member's name as written. */
  readonly member: string
  /** A clause: why it is not safe. */
  readonly problem: string
}

/** More bytes or members than an archive of this kind has. */
export interface ExpandsTooMuch {
  readonly topic: 'archive'
  readonly reason: 'expands-too-much'
  readonly archive: string
  /** A clause: what is too much. */
  readonly problem: string
}

/** An archive that its reader cannot read to the end. */
export interface DamagedArchive {
  readonly topic: 'archive'
  readonly reason: 'damaged'
  readonly archive: string
  /** What is wrong, in the words of the reader of its format. */
  readonly problem: string
}

/** An archive without files that were asked for. */
export interface MissingMembers {
  readonly topic: 'archive'
  readonly reason: 'missing-members'
  readonly archive: string
  /** Paths that should be in it. */
  readonly members: readonly string[]
}
