/** Wheels that cannot be chosen, and documents that say badly which are wanted. */
export type PipFailure =
  | NotResolved
  | NoResolver
  | UnknownIndexes
  | NotALock
  | ForeignLock
  | UnusableOwnWheel
  | TwoWheels
  | WheelHashMismatch
  | NoWheel

/** Requirements for which the resolver finds no set of wheels. */
export interface NotResolved extends Unresolved {
  readonly topic: 'pip'
  readonly reason: 'unresolved'
}

/** The resolver could not be had or started. */
export interface NoResolver {
  readonly topic: 'pip'
  readonly reason: 'no-resolver'
  readonly version: string
  readonly problem: string
}

/** pip cannot say which indexes this machine has. */
export interface UnknownIndexes {
  readonly topic: 'pip'
  readonly reason: 'unknown-indexes'
  /** What it said. */
  readonly problem: string
}

/** A file that is not a lock of wheels. */
export interface NotALock {
  readonly topic: 'pip'
  readonly reason: 'not-a-lock'
  readonly path: string
  readonly problem: string
}

/** A lock that something else has written. */
export interface ForeignLock {
  readonly topic: 'pip'
  readonly reason: 'foreign-lock'
  readonly path: string
}

/** A wheel of the project itself that cannot be used. */
export interface UnusableOwnWheel {
  readonly topic: 'pip'
  readonly reason: 'own-wheel'
  readonly file: string
  readonly problem: string
}

/** Several wheels of one distribution. */
export interface TwoWheels {
  readonly topic: 'pip'
  readonly reason: 'two-wheels'
  readonly name: string
  readonly files: readonly string[]
}

/** A wheel that has none of the hashes that a document states. */
export interface WheelHashMismatch {
  readonly topic: 'pip'
  readonly reason: 'wrong-hash'
  readonly requirement: string
  readonly place: string
  readonly found: readonly string[]
}

/** A version without a wheel for the Python and the architectures. */
export interface NoWheel {
  readonly topic: 'pip'
  readonly reason: 'no-wheel'
  readonly requirement: string
  readonly architectures: readonly string[]
  readonly python: string
  readonly glibc: string
  readonly files: readonly string[]
}

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
    | 'no-python'
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
