import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { EPOCH, isTimestamp } from './timestamp.ts'

describe('isTimestamp()', () => {
  it('takes what RFC 3339 has', () => {
    for (const text of [
      EPOCH,
      '2024-02-29T23:59:59Z',
      '2000-02-29T00:00:00.123456789+14:00',
      '2026-12-31T12:30:00-03:30',
    ])
      assert.equal(isTimestamp(text), true, text)
  })

  it('refuses other texts, and dates that do not exist', () => {
    for (const text of [
      '',
      '0',
      '2026-01-31',
      '2026-01-31 12:00:00Z',
      '2026-01-31T12:00:00',
      '2026-1-31T12:00:00Z',
      '2026-02-29T12:00:00Z',
      '1900-02-29T12:00:00Z',
      '2026-04-31T12:00:00Z',
      '2026-00-10T12:00:00Z',
      '2026-13-10T12:00:00Z',
      '2026-01-00T12:00:00Z',
      '2026-01-31T24:00:00Z',
      '2026-01-31T12:60:00Z',
      '2016-12-31T23:59:60Z',
      '2026-01-31T12:00:61Z',
      '2026-01-31T12:00:00+24:00',
      '2026-01-31T12:00:00Z\n',
    ])
      assert.equal(isTimestamp(text), false, text)
  })

  it('takes every date that JavaScript writes', () => {
    const date = fc.date({
      min: new Date('0001-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(date, (each) => {
        assert.equal(isTimestamp(each.toISOString()), true)
      }),
      { seed: 5 },
    )
  })
})
