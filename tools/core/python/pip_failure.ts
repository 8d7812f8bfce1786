/** Wheels that cannot be chosen, and documents that say badly which are wanted. */
export type PipFailure =
  | Reason<'unresolved', Unresolved>
  | Reason<'no-resolver', { readonly version: string; readonly problem: string }>
  | Reason<'not-a-lock', { readonly path: string; readonly problem: string }>
  | Reason<'foreign-lock', { readonly path: string }>
  | Reason<'own-wheel', { readonly file: string; readonly problem: string }>
  | Reason<'two-wheels', { readonly name: string; readonly files: readonly string[] }>
  | Reason<
      'wrong-hash',
      { readonly requirement: string; readonly place: string; readonly found: readonly string[] }
    >
  | Reason<
      'no-wheel',
      {
        readonly requirement: string
        readonly architectures: readonly string[]
        readonly python: string
        readonly glibc: string
        readonly files: readonly string[]
      }
    >

type Reason<R extends string, Fields> = { readonly topic: 'pip'; readonly reason: R } & Fields

/** Requirements for which no set of wheels was found. */
export interface Unresolved {
  readonly kind:
    | 'contradiction'
    | 'unknown-package'
    | 'unknown-version'
    | 'source-only'
    | 'other-python'
    | 'other-platform'
    | 'unreachable'
    | 'refused'
    | 'other'
  /** Name or requirement that it is about; empty where it is about all. */
  readonly about: string
  /** Where that is asked for. */
  readonly places: readonly string[]
  /** What the resolver says, without its advice about itself. */
  readonly detail: string
  readonly python: string
  readonly architectures: readonly string[]
}
