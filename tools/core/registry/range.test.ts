import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseContentRange, parseUploadRange, uploadContentRange } from './range.ts'

describe('parseUploadRange', () => {
  const cases: readonly (readonly [string | undefined, number | undefined])[] = [
    ['0-1023', 1024],
    ['bytes=0-1023', 1024],
    ['0-0', 0],
    ['0--1', 0],
    ['0-9007199254740991', undefined],
    ['1-5', undefined],
    ['0-', undefined],
    ['', undefined],
    [undefined, undefined],
    ['0-5,7-9', undefined],
  ]
  for (const [header, expected] of cases) {
    it(`reads ${JSON.stringify(header)} as ${expected}`, () => {
      assert.equal(parseUploadRange(header), expected)
    })
  }

  it('reads what a chunk from 0 is announced as', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 40 }), (length) => {
        assert.equal(parseUploadRange(uploadContentRange(0, length)), length)
      }),
      { seed: 7 },
    )
  })
})

describe('parseContentRange', () => {
  it('reads ranges', () => {
    assert.deepEqual(parseContentRange('bytes 5-9/10'), { start: 5, end: 9, size: 10 })
    assert.deepEqual(parseContentRange('bytes 0-0/*'), { start: 0, end: 0, size: undefined })
  })
  it('refuses ranges that cannot be', () => {
    for (const header of [undefined, '', 'bytes */10', 'bytes 9-5/10', 'bytes 0-10/10', '0-5/6']) {
      assert.equal(parseContentRange(header), undefined)
    }
  })
})
