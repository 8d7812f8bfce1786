import assert from 'node:assert/strict'
import type { Failure } from '../../core/failure.ts'
import { describe } from '../../core/explain.ts'

/** Who speaks in the errors of these tests. */
const WHO = 'tar //fuzz:target'

/**
 * What a terminal would not print as it is: control characters but the tab, what turns the
 * direction of writing, and half characters.
 */
const UNPRINTABLE = /[[\p{Cc}--\t]\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Cs}]/v

/** Fails unless a failure is told in rt's one shape: a sentence, indented details, what is accepted, what to do. */
export function assertErrorShape(failure: Failure): void {
  const [first = '', ...more] = describe(WHO, failure).split('\n')
  assert.match(first, /^tar \/\/fuzz:target: Cannot .*\S$/u)
  for (const line of more)
    assert.match(line, /^ {4}\S|^ {2}(accepted|fix): \S|^tar \/\/fuzz:target: Cannot /u)
  for (const line of [first, ...more]) assert.doesNotMatch(line, UNPRINTABLE)
}

/** The same for readers whose failure is a clause: it goes behind the name of a file. */
export function assertCause(cause: string): void {
  assert.notEqual(cause, '')
  assertErrorShape({ topic: 'layer', reason: 'corrupt', file: 'x.json', cause })
}
