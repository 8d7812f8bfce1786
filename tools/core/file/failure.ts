/** A file of the local machine that is not as it should be. */
export type FileFailure =
  | { readonly topic: 'file'; readonly reason: 'missing'; readonly path: string }
  | {
      readonly topic: 'file'
      readonly reason: 'unreadable'
      readonly path: string
      readonly cause: string
    }
