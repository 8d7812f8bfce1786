import { ExpectedFailure } from '../core/failure.ts'

/**
 * Makes an expected failure of what Node throws about a file: missing, or unreadable with the reason of
 * the operating system. Anything else comes back as it is, for rethrowing.
 */
export function fileFailure(path: string, error: unknown): unknown {
  const code = systemErrorCode(error)
  if (code === undefined) return error
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new ExpectedFailure({ topic: 'file', reason: 'missing', path }, { cause: error })
    : new ExpectedFailure(
        { topic: 'file', reason: 'unreadable', path, cause: explain(code, error) },
        { cause: error },
      )
}

/** The code of an error of the operating system, such as `ENOENT`; undefined for other errors. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links form a loop',
  EMFILE: 'too many open files',
  ENOSPC: 'no space left on the device',
  EPERM: 'operation not permitted',
}

function explain(code: string, error: unknown): string {
  return REASONS[code] ?? (error instanceof Error ? error.message : code)
}
