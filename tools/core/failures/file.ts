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
      return { message: `Cannot find the file "${failure.path}"` }
    case 'unreadable':
      return { message: `Cannot read the file "${failure.path}": ${failure.cause}` }
    default:
      return assertNever(failure)
  }
}
