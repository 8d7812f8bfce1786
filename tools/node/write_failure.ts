import { ExpectedFailure } from '../core/failure.ts'
import { systemErrorCode } from './file_failure.ts'

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'it is there already',
  EISDIR: 'it is a directory',
  ENOENT: 'its parent directory does not exist',
  ENOTDIR: 'what should be its parent directory is none',
  ENOTEMPTY: 'it is there already and not empty',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
}

/**
 * Makes an expected failure of what Node throws when a file cannot be written. Anything else comes back
 * as it is, for rethrowing.
 *
 * @param size bytes that were to be written
 */
export function writeFailure(path: string, size: number, error: unknown): unknown {
  const code = systemErrorCode(error)
  if (code === undefined || !(error instanceof Error)) return error
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new ExpectedFailure({ topic: 'file', reason: 'no-space', path, size }, { cause: error })
  const cause = REASONS[code] ?? error.message
  return new ExpectedFailure({ topic: 'file', reason: 'unwritable', path, cause }, { cause: error })
}
