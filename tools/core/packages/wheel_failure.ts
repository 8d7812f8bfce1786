/** A wheel that the machine's pip does not get. */
export type WheelFailure = WheelProblem & {
  /** The target that makes the lock which names the wheel; that of the runtimes, where absent. */
  readonly lockTarget?: string
}

type WheelProblem =
  NothingOffered | InvalidFileName | PipFailed | HashMismatch | UnknownVersion | Yanked

/** This machine has no pip, or its index has no wheel for it. */
export interface NothingOffered {
  readonly topic: 'wheel'
  readonly reason: 'no-pip' | 'nothing-offered'
  readonly requirement: string
}

/** A file whose name is not that of a wheel. */
export interface InvalidFileName {
  readonly topic: 'wheel'
  readonly reason: 'invalid-file-name'
  readonly requirement: string
  readonly file: string
}

/** The index does not answer, or pip ends with an error. */
export interface PipFailed {
  readonly topic: 'wheel'
  readonly reason: 'unreachable' | 'other'
  readonly requirement: string
  /** What pip said last. */
  readonly detail: string
}

/** A wheel that is not the one in the lock. */
export interface HashMismatch {
  readonly topic: 'wheel'
  readonly reason: 'hash-mismatch'
  readonly requirement: string
  /** 64 hexadecimal digits, or empty where pip did not say. */
  readonly found: string
}

/** A version that the index does not have. */
export interface UnknownVersion {
  readonly topic: 'wheel'
  readonly reason: 'unknown-version'
  readonly requirement: string
  /** Versions that the index has for this machine, as pip lists them. */
  readonly versions: string
}

/** A version that was withdrawn. */
export interface Yanked {
  readonly topic: 'wheel'
  readonly reason: 'yanked'
  readonly requirement: string
  /** Why, in the words of those who yanked it; may be empty. */
  readonly why: string
}
