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
  | {
      readonly topic: 'argument'
      readonly reason: 'command-line'
      /** A clause, such as "unknown option '--tags'". */
      readonly problem: string
      /** What the person may have had in mind, such as "--tag". */
      readonly meant: string | undefined
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
    case 'command-line':
      return {
        message: `Cannot understand the command line: ${failure.problem}`,
        fix: `${failure.meant === undefined ? '' : `write ${failure.meant}, or `}use --help to see what there is`,
      }
    default:
      return assertNever(failure)
  }
}
