import { ExpectedFailure } from '../core/failure.ts'
import { systemErrorCode } from './file_failure.ts'

/**
 * Makes an expected failure of what Node throws when a file cannot be written. Anything else comes back
 * as it is, for rethrowing.
 *
 * @param size bytes that were to be written
 */
export function writeFailure(path: string, size: number, error: unknown): unknown {
  const code = systemErrorCode(error)
  if (code === undefined || !(error instanceof Error)) return error
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new ExpectedFailure({ topic: 'archive', reason: 'no-space', path, size }, { cause: error })
    : new ExpectedFailure(
        { topic: 'archive', reason: 'unwritable', path, cause: error.message },
        { cause: error },
      )
}
