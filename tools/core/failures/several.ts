import type { Failure } from '../failure.ts'

/** Mistakes that were found together, so that a person can mend them together. Two or more. */
export interface SeveralFailures {
  readonly topic: 'several'
  readonly reason: 'together'
  readonly failures: readonly Failure[]
}

/** One failure out of one or more: itself when it is alone. */
export function together(first: Failure, rest: readonly Failure[]): Failure {
  return rest.length === 0
    ? first
    : { topic: 'several', reason: 'together', failures: [first, ...rest] }
}
