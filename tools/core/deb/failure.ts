/** Debian packages that cannot be chosen, fetched or read. */
export type DebianFailure =
  | Reason<'unknown-package', Need & { readonly similar: readonly string[] }>
  | Reason<'no-such-version', Need & { readonly available: readonly string[] }>
  | Reason<
      'conflict',
      { readonly first: string; readonly second: string; readonly refused: string }
    >
  | Reason<'no-source', { readonly what: string }>
  | Reason<'unknown-suite', { readonly suite: string; readonly sources: readonly string[] }>
  | Reason<'index', { readonly place: string; readonly cause: string }>
  | Reason<'not-fetched', { readonly file: string; readonly attempts: readonly string[] }>
  | Reason<
      'wrong-hash',
      { readonly file: string; readonly expected: string; readonly found: string }
    >
  | Reason<'not-a-package', { readonly file: string; readonly cause: string }>
  | Reason<
      'wrong-architecture',
      { readonly file: string; readonly architecture: string; readonly wanted: string }
    >
  | Reason<'twice', { readonly name: string; readonly files: readonly string[] }>

type Reason<R extends string, Fields> = { readonly topic: 'debian'; readonly reason: R } & Fields

/** What could not be had. */
export interface Need {
  /** A relation as control files have it: "libssl3 (>= 3.0) | libssl1.1". */
  readonly wanted: string
  /** Suite and architecture, for people. */
  readonly place: string
  /** The package that needs it; undefined when the user asked for it. */
  readonly neededBy: string | undefined
}
