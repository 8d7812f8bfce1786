/** A file of the local machine that is not as it should be. */
export type FileFailure =
  | { readonly topic: 'file'; readonly reason: 'missing'; readonly path: string }
  | {
      readonly topic: 'file'
      readonly reason: 'unreadable'
      readonly path: string
      readonly cause: string
    }
  | {
      readonly topic: 'file'
      readonly reason: 'no-space'
      readonly path: string
      /** Bytes that the whole output has. */
      readonly size: number
    }
  | {
      readonly topic: 'file'
      readonly reason: 'unwritable'
      readonly path: string
      readonly cause: string
    }
  /** It was written to while it was read. */
  | { readonly topic: 'file'; readonly reason: 'written-to'; readonly path: string }
