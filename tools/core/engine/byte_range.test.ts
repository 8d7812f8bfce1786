import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseByteRange } from './byte_range.ts'

describe('parseByteRange', () => {
  const RANGES = [
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=10-', { start: 10, end: 99 }],
    ['bytes=90-1000', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=5-4', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=-', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=0-1', undefined],
    [undefined, undefined],
  ] as const

  for (const [header, expected] of RANGES) {
    it(`reads ${header ?? 'no header'} of 100 bytes`, () => {
      assert.deepEqual(parseByteRange(header, 100), expected)
    })
  }

  it('never leaves the blob', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^bytes=\d{0,17}-\d{0,17}$/))
    fc.assert(
      fc.property(text, fc.nat(), (header, size) => {
        const range = parseByteRange(header, size)
        if (range === undefined || range === 'unsatisfiable') return
        assert(range.start >= 0 && range.start <= range.end && range.end < size)
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})
