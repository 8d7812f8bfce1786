import { ExpectedFailure } from '../../core/failure.ts'

/** Whether somebody gave other bytes than a digest promises. */
export function isWrongContent(error: unknown): boolean {
  return error instanceof ExpectedFailure && error.failure.reason === 'wrong-content'
}
