import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { HistoryEntry } from './config.ts'
import { repairHistory } from './history.ts'

const made = (createdBy: string): HistoryEntry => ({
  emptyLayer: false,
  others: { created_by: createdBy },
})
const empty: HistoryEntry = { emptyLayer: true, others: { created_by: 'ENV' } }

describe('repairHistory()', () => {
  it('leaves a right history alone', () => {
    const history = [made('a'), empty, made('b')]
    assert.deepEqual(repairHistory(history, 2), history)
  })

  it('adds what is missing, and says so', () => {
    const [first, second, third] = repairHistory([empty, made('a')], 2)
    assert.deepEqual([first, second], [empty, made('a')])
    assert.equal(third?.emptyLayer, false)
    assert.match(String(third.others['comment']), /no history/)
  })

  it('marks surplus entries as empty, the last ones', () => {
    assert.deepEqual(
      repairHistory([made('a'), made('b'), empty, made('c')], 1).map((entry) => entry.emptyLayer),
      [false, true, true, true],
    )
  })

  it('ends with one entry a layer, whatever it began with', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 12 }), fc.nat(12), (flags, layers) => {
        const history = flags.map((flag) => (flag ? empty : made('x')))
        const repaired = repairHistory(history, layers)
        assert.equal(repaired.filter((entry) => !entry.emptyLayer).length, layers)
        assert.deepEqual(
          repaired.slice(0, history.length).map((entry) => entry.others),
          history.map((entry) => entry.others),
        )
      }),
      { seed: 9 },
    )
  })
})
