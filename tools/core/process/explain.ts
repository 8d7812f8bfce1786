import type { Explanation } from '../explanation.ts'
import { listed } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { ProcessFailure } from './failure.ts'

/** Explains a {@link ProcessFailure}. */
export function explainProcessFailure(failure: ProcessFailure): Explanation {
  switch (failure.reason) {
    case 'interrupted':
      return {
        message: `Stopped by ${failure.signal} before it was done`,
        fix: 'run the same command again',
      }
    case 'unwritten-output':
      return {
        message: `Cannot write the result to standard output: ${failure.cause}`,
        fix: 'send standard output where all of it can be written, and run the same command again',
      }
    case 'programs-failed':
      return {
        message: `Cannot finish: these failed, see above:${listed(failure.programs)}`,
      }
    default:
      return assertNever(failure)
  }
}
