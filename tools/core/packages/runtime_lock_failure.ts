/** A set of packages of a runtime that cannot be locked. */
export type RuntimeLockFailure =
  | Reason<
      'not-a-set' | 'not-a-lock',
      {
        readonly path: string
        /** Where and what, such as "components.cudart: expected ...". */
        readonly problem: string
      }
    >
  | Reason<
      'no-files',
      {
        readonly component: string
        readonly archive: string
        readonly architecture: string
        readonly patterns: readonly string[]
      }
    >
  | Reason<
      'same-place',
      {
        readonly component: string
        readonly archive: string
        /** A clause that names the two files and the place. */
        readonly problem: string
      }
    >
  | Reason<'not-fetched', { readonly url: string; readonly cause: string }>
  | Reason<'no-workspace', object>

type Reason<R extends string, Fields> = {
  readonly topic: 'runtime-lock'
  readonly reason: R
} & Fields
