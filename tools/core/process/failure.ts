/** What happens to the program itself, whatever it is doing. */
export type ProcessFailure = Interrupted | ProgramsFailed | UnwrittenOutput

/** A person, or a program that started rt, ended it by a signal. */
export interface Interrupted {
  readonly topic: 'process'
  readonly reason: 'interrupted'
  /** Such as "SIGTERM". */
  readonly signal: string
}

/** The result could not be printed: nobody reads it any more, or the disk is full. */
export interface UnwrittenOutput {
  readonly topic: 'process'
  readonly reason: 'unwritten-output'
  /** The operating system's own words. */
  readonly cause: string
}

/** Other programs that were run have failed, and said why. */
export interface ProgramsFailed {
  readonly topic: 'process'
  readonly reason: 'programs-failed'
  /** What they are called. */
  readonly programs: readonly string[]
}
