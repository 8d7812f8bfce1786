import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical.ts'

describe('canonicalJson()', () => {
  it('orders the fields of all objects by name, also names that look like numbers', () => {
    assert.equal(
      canonicalJson({ b: [{ z: 1, y: null }], '9': {}, '80': {}, a: undefined }),
      '{"80":{},"9":{},"b":[{"y":null,"z":1}]}',
    )
  })

  it('means the same as the value, and does not depend on the order of fields', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
        assert.equal(canonicalJson(reversed(value)), text)
      }),
      { seed: 13 },
    )
  })

  it('refuses what is not JSON', () => {
    assert.throws(() => canonicalJson(undefined), TypeError)
    assert.throws(() => canonicalJson([() => 1]), TypeError)
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]) => [name, reversed(item)] as const)
  return Object.fromEntries(entries.toReversed())
}
