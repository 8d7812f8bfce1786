import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { substitute } from './substitute.ts'

/** The definition, read literally: at every place the longest search text that begins there. */
function slowly(text: string, substitutions: ReadonlyMap<string, string>): string {
  let result = ''
  for (let at = 0; at < text.length;) {
    const found = [...substitutions.keys()]
      .filter((search) => text.startsWith(search, at))
      .sort((a, b) => b.length - a.length)[0]
    result += found === undefined ? text.charAt(at) : (substitutions.get(found) ?? '')
    at += found?.length ?? 1
  }
  return result
}

describe('substitute()', () => {
  it('takes the longest of overlapping search texts, whatever their order', () => {
    const both: readonly (readonly [string, string])[] = [
      [':model', 'short'],
      [':model_weights', 'long'],
    ]
    for (const pairs of [both, both.toReversed()])
      assert.equal(substitute(':model_weights :model :mode', new Map(pairs)), 'long short :mode')
  })

  it('does not search what it put in', () => {
    assert.equal(
      substitute(
        'a b',
        new Map([
          ['a', 'b'],
          ['b', 'a'],
        ]),
      ),
      'b a',
    )
  })

  it('takes search texts and values literally', () => {
    assert.equal(substitute('x.y x+y', new Map([['x.y', '$&$1']])), '$&$1 x+y')
    assert.equal(
      substitute(
        '{{V}}\n^a|b$',
        new Map([
          ['{{V}}', '1'],
          ['^a|b$', '\\'],
        ]),
      ),
      '1\n\\',
    )
  })

  it('leaves a text without substitutions alone', () => {
    assert.equal(substitute('text', new Map()), 'text')
  })

  it('agrees with its definition for any texts', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '$', '(', '\\', '\n', 'é') })
    const search = text.filter((each) => each !== '')
    fc.assert(
      fc.property(text, fc.array(fc.tuple(search, text), { maxLength: 5 }), (input, pairs) => {
        assert.equal(substitute(input, new Map(pairs)), slowly(input, new Map(pairs)))
      }),
      { seed: 11, numRuns: 500 },
    )
  })
})
