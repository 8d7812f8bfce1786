import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decodeVis, encodeVis } from './vis.ts'

const WORDS: readonly (readonly [text: string, word: string])[] = [
  ['plain/path-1.0_x@y', 'plain/path-1.0_x@y'],
  ['a b', 'a\\040b'],
  ['a#b', 'a\\043b'],
  ['a=b', 'a\\075b'],
  ['a\\b', 'a\\134b'],
  ['a\tb\nc', 'a\\011b\\012c'],
  ['é', '\\303\\251'],
  ['😀', '\\360\\237\\230\\200'],
  ['\u007f', '\\177'],
  ['[id]*?', '[id]*?'],
]

describe('encodeVis() and decodeVis()', () => {
  for (const [text, word] of WORDS) {
    it(`write ${JSON.stringify(text)} as ${word} and read it back`, () => {
      assert.equal(encodeVis(text), word)
      assert.deepEqual(decodeVis(word), { ok: true, value: text })
    })
  }

  it('give every text back, as one word', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 })
    const property = fc.property(text, (given) => {
      const word = encodeVis(given)
      assert.match(word, /^[!-~]*$/)
      assert.deepEqual(decodeVis(word), { ok: true, value: given })
    })
    fc.assert(property, { seed: 7, numRuns: 500 })
  })
})

describe('decodeVis()', () => {
  it('knows the letters that people write', () => {
    assert.deepEqual(decodeVis('a\\sb\\#c\\\\d\\te'), { ok: true, value: 'a b#c\\d\te' })
  })

  it('keeps characters that stand as they are', () => {
    assert.deepEqual(decodeVis('größe\\040x'), { ok: true, value: 'größe x' })
  })

  for (const word of ['a\\q', 'a\\9', 'a\\400', 'a\\']) {
    it(`refuses ${word}`, () => {
      const decoded = decodeVis(word)
      assert.ok(!decoded.ok)
      assert.match(decoded.failure, /unknown escape/)
    })
  }

  it('refuses bytes that are not UTF-8', () => {
    assert.deepEqual(decodeVis('\\377'), { ok: false, failure: '"\\377" is not UTF-8' })
  })
})
