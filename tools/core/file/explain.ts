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
    case 'written-to':
      return {
        message: `Cannot use a file that changes while it is read: "${failure.path}" was written to meanwhile`,
        fix: 'build again once nothing is writing to the file',
      }
    case 'no-space':
      return {
        message: `Cannot write "${failure.path}": no space is left for its ${failure.size} bytes`,
        fix: 'free some space, or choose another disk',
      }
    case 'unwritable':
      return {
        message: `Cannot write "${failure.path}": ${failure.cause}`,
        fix: 'choose a place where a new file can be created',
      }
    default:
      return assertNever(failure)
  }
}
