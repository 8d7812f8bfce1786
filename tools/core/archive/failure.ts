/** An image that cannot be written out. */
export type ArchiveFailure =
  | {
      readonly topic: 'archive'
      readonly reason: 'no-space'
      readonly path: string
      /** Bytes that the whole output has. */
      readonly size: number
    }
  | {
      readonly topic: 'archive'
      readonly reason: 'unwritable'
      readonly path: string
      readonly cause: string
    }
  | {
      readonly topic: 'archive'
      readonly reason: 'no-such-platform'
      readonly wanted: string
      readonly available: readonly string[]
    }
  /** Several images suit; `available`: theirs. */
  | {
      readonly topic: 'archive'
      readonly reason: 'ambiguous-platform'
      readonly wanted: string
      readonly available: readonly string[]
    }
  | {
      readonly topic: 'archive'
      readonly reason: 'several-platforms'
      readonly available: readonly string[]
    }
  | {
      readonly topic: 'archive'
      readonly reason: 'undecodable-layer'
      readonly digest: string
      readonly cause: string
    }
