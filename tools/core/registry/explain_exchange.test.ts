import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { explain } from '../explain.ts'

describe('a registry that was tried in vain', () => {
  for (const [attempts, tries] of [
    [1, 'one try'],
    [2, '2 tries'],
    [6, '6 tries'],
  ] as const)
    it(`says ${tries}`, () => {
      const { message } = explain({
        topic: 'registry',
        reason: 'gave-up',
        what: 'read the blob x',
        attempts,
        cause: 'the registry answered 503',
      })
      assert.equal(
        message,
        `Cannot read the blob x: gave up after ${tries}: the registry answered 503`,
      )
    })
})
