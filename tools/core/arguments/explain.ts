import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { ArgumentFailure } from './failure.ts'

/** Explains an {@link ArgumentFailure}. */
export function explainArgumentFailure(failure: ArgumentFailure): Explanation {
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
        ...(failure.options === undefined ? {} : { accepted: failure.options.join(', ') }),
        fix: `${failure.meant === undefined ? '' : `write ${failure.meant}, or `}see --help for usage`,
      }
    case 'usage':
      return { message: failure.problem, fix: 'see --help for usage' }
    default:
      return assertNever(failure)
  }
}
