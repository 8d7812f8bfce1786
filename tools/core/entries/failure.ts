/** A set of files that cannot become the entries of a layer. */
export type TreeFailure =
  | UnreadableMtree
  | EscapingPaths
  | OutsidePrefix
  | PathConflicts
  | MissingSources
  | BrokenLinks
  | Whiteouts
  | LongNames
  | SymlinkLoop
  | SpecialFile
  | DirectoryAsFile
  | NameNotUtf8

/** An mtree file with lines that cannot be used. */
export interface UnreadableMtree {
  readonly topic: 'tree'
  readonly reason: 'mtree'
  readonly file: string
  readonly problems: readonly MtreeProblem[]
}

/** Paths that lead out of the image. */
export interface EscapingPaths {
  readonly topic: 'tree'
  readonly reason: 'escaping-paths'
  readonly paths: readonly string[]
}

/** Paths that a prefix cannot be taken off. */
export interface OutsidePrefix {
  readonly topic: 'tree'
  readonly reason: 'outside-prefix'
  readonly prefix: string
  readonly paths: readonly string[]
}

/** Several things at one path. */
export interface PathConflicts {
  readonly topic: 'tree'
  readonly reason: 'conflicts'
  readonly conflicts: readonly Conflict[]
}

/** Sources that do not exist. */
export interface MissingSources {
  readonly topic: 'tree'
  readonly reason: 'missing-sources'
  readonly sources: readonly PlacedSource[]
}

/** Symbolic links that lead to nothing in the layer. */
export interface BrokenLinks {
  readonly topic: 'tree'
  readonly reason: 'broken-links'
  readonly links: readonly BrokenLink[]
}

/** Names that mean to engines that files of lower layers are removed. */
export interface Whiteouts {
  readonly topic: 'tree'
  readonly reason: 'whiteouts'
  readonly paths: readonly string[]
}

/** Names that no file system of Linux can hold. */
export interface LongNames {
  readonly topic: 'tree'
  readonly reason: 'long-names'
  readonly paths: readonly string[]
}

/** A symbolic link that leads back to itself. */
export interface SymlinkLoop {
  readonly topic: 'tree'
  readonly reason: 'symlink-loop'
  readonly source: string
}

/** A device, pipe or socket. */
export interface SpecialFile {
  readonly topic: 'tree'
  readonly reason: 'special-file'
  readonly source: string
  readonly found: string
}

/** A directory where the content of one file is wanted. */
export interface DirectoryAsFile {
  readonly topic: 'tree'
  readonly reason: 'directory-as-file'
  readonly path: string
  readonly source: string
}

/** A file whose name is not UTF-8. */
export interface NameNotUtf8 {
  readonly topic: 'tree'
  readonly reason: 'name-not-utf8'
  readonly directory: string
  readonly name: string
}

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
  /** A clause, such as "it points outside the image". */
  readonly problem: string
}
