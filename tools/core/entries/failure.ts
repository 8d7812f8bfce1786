/** A set of files that cannot become the entries of a layer. */
export type TreeFailure =
  | Reason<'mtree', { readonly file: string; readonly problems: readonly MtreeProblem[] }>
  | Reason<'escaping-paths', { readonly paths: readonly string[] }>
  | Reason<'conflicts', { readonly conflicts: readonly Conflict[] }>
  | Reason<'missing-sources', { readonly sources: readonly PlacedSource[] }>
  | Reason<'broken-links', { readonly links: readonly BrokenLink[] }>
  /** Names that mean to engines that files of lower layers are removed. */
  | Reason<'whiteouts', { readonly paths: readonly string[] }>
  | Reason<'symlink-loop', { readonly source: string }>
  | Reason<'special-file', { readonly source: string; readonly found: string }>
  | Reason<'directory-as-file', { readonly path: string; readonly source: string }>
  | Reason<'name-not-utf8', { readonly directory: string; readonly name: string }>

type Reason<R extends string, Fields> = { readonly topic: 'tree'; readonly reason: R } & Fields

/** What is wrong with one line of an mtree file. */
export interface MtreeProblem {
  /** Line number, from 1. */
  readonly line: number
  /** The line as written. */
  readonly text: string
  /** What is wrong with it: a clause without a period. */
  readonly problem: string
}

/** Two things that want the same path. */
export type Conflict =
  | {
      readonly kind: 'two-sources'
      readonly path: string
      readonly first: string
      readonly second: string
    }
  | {
      readonly kind: 'file-and-directory'
      readonly path: string
      /** Where the file comes from. */
      readonly file: string
      /** A path that needs a directory there. */
      readonly below: string
    }

/** A source and where it should go. */
export interface PlacedSource {
  readonly path: string
  readonly source: string
}

/** A symbolic link that is of no use in the layer. */
export interface BrokenLink extends PlacedSource {
  /** What the link says. */
  readonly target: string
  /** A clause, such as "it leads out of the image". */
  readonly problem: string
}
