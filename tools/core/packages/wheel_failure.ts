/** A wheel that the machine's pip does not get. */
export type WheelFailure = WheelProblem & {
  /** The target that makes the lock which names the wheel; that of the runtimes, where absent. */
  readonly lockTarget?: string
}

type WheelProblem =
  | {
      readonly topic: 'wheel'
      readonly reason: 'no-pip' | 'nothing-offered'
      readonly requirement: string
    }
  | {
      readonly topic: 'wheel'
      readonly reason: 'invalid-file-name'
      readonly requirement: string
      readonly file: string
    }
  | {
      readonly topic: 'wheel'
      readonly reason: 'unreachable' | 'other'
      readonly requirement: string
      /** What pip said last. */
      readonly detail: string
    }
  | {
      readonly topic: 'wheel'
      readonly reason: 'hash-mismatch'
      readonly requirement: string
      /** 64 hexadecimal digits, or empty where pip did not say. */
      readonly found: string
    }
  | {
      readonly topic: 'wheel'
      readonly reason: 'unknown-version'
      readonly requirement: string
      /** Versions that the index has for this machine, as pip lists them. */
      readonly versions: string
    }
  | {
      readonly topic: 'wheel'
      readonly reason: 'yanked'
      readonly requirement: string
      /** Why, in the words of those who yanked it; may be empty. */
      readonly why: string
    }
