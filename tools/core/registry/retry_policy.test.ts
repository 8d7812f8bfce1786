import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { backoffMs, DEFAULT_RETRY_POLICY, isPassing, parseRetryAfter } from './retry_policy.ts'

describe('backoffMs', () => {
  it('doubles up to its limit, and stays between half and the whole of a step', () => {
    const policy = { ...DEFAULT_RETRY_POLICY, baseMs: 100, maxMs: 1000 }
    const steps = [100, 200, 400, 800, 1000, 1000]
    fc.assert(
      fc.property(fc.nat(5), fc.double({ min: 0, max: 0.999, noNaN: true }), (index, random) => {
        const step = steps[index] ?? 0
        const wait = backoffMs(policy, index + 1, random)
        assert(wait >= step / 2 && wait < step)
      }),
      { seed: 6 },
    )
  })
})

describe('isPassing', () => {
  it('holds for what another try may help', () => {
    for (const status of [408, 429, 500, 502, 503, 504]) assert(isPassing(status))
    for (const status of [200, 301, 400, 401, 403, 404, 405, 409, 413, 416, 501, 505]) {
      assert(!isPassing(status))
    }
  })
})

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  const cases: readonly (readonly [string | undefined, number | undefined])[] = [
    [undefined, undefined],
    ['7', 7000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
  ]
  for (const [header, expected] of cases) {
    it(`reads ${JSON.stringify(header)} as ${expected}`, () => {
      assert.equal(parseRetryAfter(header, now), expected)
    })
  }
})
