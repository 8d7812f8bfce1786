import assert from 'node:assert/strict'
import { explain } from '../core/explain.ts'
import { ExpectedFailure } from '../core/failure.ts'

/** For `assert.throws` and `assert.rejects`: people are told something that fits the pattern. */
export function saying(pattern: RegExp): (error: unknown) => true {
  return (error) => {
    assert.match(messageOf(error), pattern)
    return true
  }
}

/** What people are told about an error: the words of an expected failure, or its own. */
export function messageOf(error: unknown): string {
  if (error instanceof ExpectedFailure) return explain(error.failure).message
  return error instanceof Error ? error.message : String(error)
}
