import type { Explanation } from '../failure.ts'
import { assertNever } from '../never.ts'

/** A file of the local machine that is not as it should be. */
export type FileFailure =
  | { readonly topic: 'file'; readonly reason: 'missing'; readonly path: string }
  | {
      readonly topic: 'file'
      readonly reason: 'unreadable'
      readonly path: string
      readonly cause: string
    }

/** Explains a {@link FileFailure}. */
export function describeFileFailure(failure: FileFailure): Explanation {
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
