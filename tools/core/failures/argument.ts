import type { Explanation } from '../failure.ts'
import { assertNever } from '../never.ts'

/** A command line that rt cannot act on. */
export type ArgumentFailure =
  | {
      readonly topic: 'argument'
      readonly reason: 'invalid-value'
      readonly option: string
      readonly value: string
      readonly accepted: string
    }
  | {
      readonly topic: 'argument'
      readonly reason: 'malformed-entry'
      readonly line: string
    }

/** Explains an {@link ArgumentFailure}. */
export function describeArgumentFailure(failure: ArgumentFailure): Explanation {
  switch (failure.reason) {
    case 'invalid-value':
      return {
        message: `Cannot use the value of ${failure.option}: current value is "${failure.value}"`,
        accepted: failure.accepted,
      }
    case 'malformed-entry':
      return {
        message: `Cannot read an entry line: "${failure.line}"`,
        accepted: 'KIND<TAB>FIELD..., as written by the rules',
      }
    default:
      return assertNever(failure)
  }
}
