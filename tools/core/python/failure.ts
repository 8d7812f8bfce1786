/** Wheels and programs in Python that cannot be put into an image. */
export type PythonFailure =
  | InvalidWheel
  | UnfitWheel
  | UnfitPackage
  | SharedPaths
  | TwoVersions
  | PackagesLabel
  | SameDirectory
  | UnknownScript
  | CompilerEnded
  | WrongVersion
  | ForeignDirectory
  | NoPython

/** A wheel that is not as the specification wants it. */
export interface InvalidWheel {
  readonly topic: 'python'
  readonly reason: 'invalid-wheel'
  readonly file: string
  /** A clause: what is wrong. */
  readonly problem: string
}

/** A wheel for another Python or platform. */
export interface UnfitWheel {
  readonly topic: 'python'
  readonly reason: 'unfit-wheel'
  readonly file: string
  readonly problem: string
}

/** A package in runfiles that is for another Python or platform. */
export interface UnfitPackage {
  readonly topic: 'python'
  readonly reason: 'unfit-package'
  /** Such as "numpy-2.3.4". */
  readonly package: string
  readonly problem: string
}

/** Two wheels with one path. */
export interface SharedPaths {
  readonly topic: 'python'
  readonly reason: 'shared-paths'
  readonly first: string
  readonly second: string
  readonly paths: readonly string[]
}

/** Two wheels of one distribution. */
export interface TwoVersions {
  readonly topic: 'python'
  readonly reason: 'two-versions'
  readonly distribution: string
  readonly files: readonly string[]
}

/** A base says in a way that nobody can read which packages it has. */
export interface PackagesLabel {
  readonly topic: 'python'
  readonly reason: 'packages-label'
  readonly problem: string
}

/** A base has packages in the very directory that an environment has its own in. */
export interface SameDirectory {
  readonly topic: 'python'
  readonly reason: 'same-directory'
  readonly directory: string
}

/** A console script that no wheel brings. */
export interface UnknownScript {
  readonly topic: 'python'
  readonly reason: 'unknown-script'
  readonly script: string
  readonly known: readonly string[]
}

/** The interpreter ended, or answered with something else, while it compiled. */
export interface CompilerEnded {
  readonly topic: 'python'
  readonly reason: 'compiler-ended'
  readonly python: string
  /** What it said last. */
  readonly detail: string
}

/** The interpreter that compiles is not of the version of the image. */
export interface WrongVersion {
  readonly topic: 'python'
  readonly reason: 'wrong-version'
  readonly python: string
  readonly found: string
  readonly wanted: string
}

/** A place for a virtual environment where something else is. */
export interface ForeignDirectory {
  readonly topic: 'python'
  readonly reason: 'foreign-directory'
  readonly directory: string
  /** A clause: what is there. */
  readonly problem: string
}

/** No Python of the version is on this machine. */
export interface NoPython {
  readonly topic: 'python'
  readonly reason: 'no-python'
  readonly version: string
}
