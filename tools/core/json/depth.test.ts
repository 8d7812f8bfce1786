import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeJsonBytes } from './cursor.ts'
import { MAX_JSON_DEPTH, nestsAtMost } from './depth.ts'

function nested(depth: number): string {
  return `${'[{"a":'.repeat(depth / 2)}0${'}]'.repeat(depth / 2)}`
}

describe('nestsAtMost()', () => {
  it('counts lists and objects alike', () => {
    assert.equal(nestsAtMost(nested(10), 10), true)
    assert.equal(nestsAtMost(nested(10), 9), false)
  })

  it('does not count what is in texts, nor what stands side by side', () => {
    const texts = ['['.repeat(100), '\\"['.repeat(100), '"\\']
    assert.equal(nestsAtMost(JSON.stringify(texts), 1), true)
    assert.equal(nestsAtMost(`[${'[],'.repeat(100)}0]`, 2), true)
  })
})

describe('decodeJsonBytes()', () => {
  it('refuses two million lists in one another', () => {
    const bytes = Buffer.from(`${'['.repeat(2e6)}${']'.repeat(2e6)}`)
    const decoded = decodeJsonBytes(bytes, () => undefined)
    const failure = `the document: nests deeper than ${MAX_JSON_DEPTH} levels`
    assert.deepEqual(decoded, { ok: false, failure })
  })
})
