import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { FileFailure } from './failure.ts'

/** Explains a {@link FileFailure}. */
export function explainFileFailure(failure: FileFailure): Explanation {
  switch (failure.reason) {
    case 'missing':
      return {
        message: `Cannot find the file "${failure.path}"`,
        fix: 'correct the path, or build again what makes the file',
      }
    case 'unreadable':
      return {
        message: `Cannot read the file "${failure.path}": ${failure.cause}`,
        fix: 'make it a file that can be read here, then run the same command again',
      }
    default:
      return assertNever(failure)
  }
}
