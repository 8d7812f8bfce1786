/** Debian packages that cannot be chosen, fetched or read. */
export type DebianFailure =
  | UnknownPackage
  | NoSuchVersion
  | PackageConflict
  | NoSource
  | UnknownSuite
  | UnreadableIndex
  | PackageNotFetched
  | WrongHash
  | NotAPackage
  | WrongArchitecture
  | PackageTwice

/** No source has a package of this name. */
export interface UnknownPackage extends Need {
  readonly topic: 'debian'
  readonly reason: 'unknown-package'
  readonly similar: readonly string[]
}

/** No source has the package in a version that is wanted. */
export interface NoSuchVersion extends Need {
  readonly topic: 'debian'
  readonly reason: 'no-such-version'
  readonly available: readonly string[]
}

/** Two packages that cannot be installed together. */
export interface PackageConflict {
  readonly topic: 'debian'
  readonly reason: 'conflict'
  readonly first: string
  readonly second: string
  readonly refused: string
}

/** This machine's apt has no source for what is wanted. */
export interface NoSource {
  readonly topic: 'debian'
  readonly reason: 'no-source'
  readonly what: string
}

/** No source of this machine's apt is for the suite. */
export interface UnknownSuite {
  readonly topic: 'debian'
  readonly reason: 'unknown-suite'
  readonly suite: string
  readonly sources: readonly string[]
}

/** The list of packages of a source could not be read. */
export interface UnreadableIndex {
  readonly topic: 'debian'
  readonly reason: 'index'
  readonly place: string
  readonly cause: string
}

/** No source gave the file. */
export interface PackageNotFetched {
  readonly topic: 'debian'
  readonly reason: 'not-fetched'
  readonly file: string
  readonly attempts: readonly string[]
}

/** A file that is not the one in the lock. */
export interface WrongHash {
  readonly topic: 'debian'
  readonly reason: 'wrong-hash'
  readonly file: string
  readonly expected: string
  readonly found: string
}

/** A file that is not a Debian package, or is damaged. */
export interface NotAPackage {
  readonly topic: 'debian'
  readonly reason: 'not-a-package'
  readonly file: string
  readonly cause: string
}

/** A package for another CPU. */
export interface WrongArchitecture {
  readonly topic: 'debian'
  readonly reason: 'wrong-architecture'
  readonly file: string
  readonly architecture: string
  readonly wanted: string
}

/** Several files of one package in one layer. */
export interface PackageTwice {
  readonly topic: 'debian'
  readonly reason: 'twice'
  readonly name: string
  readonly files: readonly string[]
}

/** What could not be had. */
export interface Need {
  /** A relation as control files have it: "libssl3 (>= 3.0) | libssl1.1". */
  readonly wanted: string
  /** Suite and architecture, for people. */
  readonly place: string
  /** The package that needs it; undefined when the user asked for it. */
  readonly neededBy: string | undefined
}
