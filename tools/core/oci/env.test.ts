import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { overlayEnv, wrongReference } from './env.ts'

function overlay(base: readonly string[], ...lines: readonly string[]): readonly string[] {
  const env = overlayEnv(base, lines)
  assert.ok(env.ok)
  return env.value
}

describe('overlayEnv()', () => {
  it('replaces in place and adds at the end', () => {
    assert.deepEqual(overlay(['A=1', 'B=2'], 'C=3', 'A=4'), ['A=4', 'B=2', 'C=3'])
  })

  it('expands both forms against the base and earlier lines', () => {
    assert.deepEqual(overlay(['PATH=/bin'], 'PATH=/app:$PATH', 'COPY=<${PATH}>', 'PATH=$PATH:/x'), [
      'PATH=/app:/bin:/x',
      'COPY=</app:/bin>',
    ])
  })

  it('makes unknown names empty, and sees a later line too late', () => {
    assert.deepEqual(overlay([], 'A=[$B$A]', 'B=1'), ['A=[]', 'B=1'])
  })

  it('does not expand what it put in, nor what the base has', () => {
    assert.deepEqual(overlay(['A=$B', 'B=1'], 'C=$A'), ['A=$B', 'B=1', 'C=$B'])
  })

  it('takes the longest name, and leaves a dollar sign before anything else', () => {
    assert.deepEqual(overlay(['A=1', 'AB=2'], 'C=$AB-${A}B $ $- 5$'), [
      'A=1',
      'AB=2',
      'C=2-1B $ $- 5$',
    ])
  })

  it('writes a dollar sign for two', () => {
    assert.deepEqual(overlay(['A=1'], 'B=$$A $$$A $${A} $$$$ $${'), ['A=1', 'B=$A $1 ${A} $$ ${'])
  })

  it('splits at the first equals sign, and keeps empty values', () => {
    assert.deepEqual(overlay(['BARE'], 'A=b=c', 'E='), ['BARE=', 'A=b=c', 'E='])
  })

  it('names every line that is none', () => {
    const lines = [
      'A',
      '=b',
      'GOOD=$$1',
      'C=${',
      'D=${x y}',
      'E=${A:-b}',
      'F=a\0b',
      'G=$1',
      'H=${1}',
    ]
    assert.deepEqual(overlayEnv([], lines), {
      ok: false,
      failure: ['A', '=b', 'C=${', 'D=${x y}', 'E=${A:-b}', 'F=a\0b', 'G=$1', 'H=${1}'],
    })
  })

  for (const [value, reference] of [
    ['a$1b', '$1'],
    ['$A ${10}', '${10}'],
    ['${A} ${A:-b}', '${A:-b}'],
    ['$${ ${', '${'],
    ['$$1 $$$$2 $_1 $A1 $', undefined],
  ] as const)
    it(`finds ${reference ?? 'nothing'} wrong in ${value}`, () => {
      assert.equal(wrongReference(value), reference)
    })

  it('keeps any value without a dollar sign as it is', () => {
    const value = fc.string({ unit: 'binary' }).filter((text) => !/[$\0]/.test(text))
    fc.assert(
      fc.property(value, (text) => {
        assert.deepEqual(overlay([], `A=${text}`), [`A=${text}`])
      }),
      { seed: 3 },
    )
  })
})
