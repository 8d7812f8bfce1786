/** An archive (Debian package, wheel, layer) that is not unpacked because it could do harm. */
export type ArchiveFailure =
  | {
      readonly topic: 'archive'
      readonly reason: 'unsafe-member'
      readonly archive: string
      /** The member's name as written. */
      readonly member: string
      /** A clause: why it is not safe. */
      readonly problem: string
    }
  | {
      readonly topic: 'archive'
      readonly reason: 'expands-too-much'
      readonly archive: string
      /** A clause: what is too much. */
      readonly problem: string
    }
  | {
      readonly topic: 'archive'
      readonly reason: 'damaged'
      readonly archive: string
      /** What is wrong, in the words of the reader of its format. */
      readonly problem: string
    }
  | {
      readonly topic: 'archive'
      readonly reason: 'missing-members'
      readonly archive: string
      /** Paths that should be in it. */
      readonly members: readonly string[]
    }
