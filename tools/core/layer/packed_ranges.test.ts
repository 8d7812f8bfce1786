import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { packRanges, unpackRanges } from './packed_ranges.ts'

describe('packRanges()', () => {
  for (const count of [0, 1, 3]) {
    it(`keeps ${count} ranges, numbers past 32 bits among them`, () => {
      const ranges = Array.from({ length: count }, (_, index) => ({
        source: `a b/${index}`,
        offset: 2 ** 40 + index,
        length: 5,
        at: 7,
        size: 2 ** 45,
        stamp: index === 1 ? undefined : 1.5e12 + index / 1024,
      }))
      assert.deepEqual(unpackRanges(structuredClone(packRanges(ranges))), ranges)
    })
  }
})
