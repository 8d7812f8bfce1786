import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { comparePythonVersions, parsePythonVersion } from './version.ts'

/** Such as PEP 440 orders them. */
const ORDERED = [
  ...['1.dev0', '1.0.dev456', '1.0a1', '1.0a2.dev456', '1.0a12.dev456', '1.0a12'],
  ...['1.0b1.dev456', '1.0b2', '1.0b2.post345.dev456', '1.0b2.post345', '1.0rc1.dev456'],
  ...['1.0rc1', '1.0', '1.0+abc.5', '1.0+abc.7', '1.0+5', '1.0.post456.dev34', '1.0.post456'],
  ...['1.0.15', '1.1.dev1', '1.1', '1.9', '1.10', '1!0.1'],
]

function compare(left: string, right: string): number {
  const [one, other] = [parsePythonVersion(left), parsePythonVersion(right)]
  assert.ok(one && other, `${left} ${right}`)
  return Math.sign(comparePythonVersions(one, other))
}

const numbers = fc.nat({ max: 30 })
const optional = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.option(text, { nil: '' })
const version = fc
  .tuple(
    optional(numbers.map((epoch) => `${epoch}!`)),
    fc.array(numbers, { minLength: 1, maxLength: 4 }).map((release) => release.join('.')),
    optional(fc.tuple(fc.constantFrom('a', 'b', 'rc'), numbers).map((pre) => pre.join(''))),
    optional(numbers.map((post) => `.post${post}`)),
    optional(numbers.map((dev) => `.dev${dev}`)),
    optional(fc.constantFrom('+cpu', '+cu124', '+1', '+ubuntu.1')),
  )
  .map((parts) => parts.join(''))

describe('versions of distributions', () => {
  it('come in the order of PEP 440', () => {
    for (const [index, left] of ORDERED.entries())
      for (const [other, right] of ORDERED.entries())
        assert.equal(compare(left, right), Math.sign(index - other), `${left} ${right}`)
  })

  it('are the same however they are spelled', () => {
    for (const [left, right] of [
      ['1.0', 'v1.0.0'],
      ['1.1alpha2', '1.1-A.2'],
      ['1.1c1', '1.1.preview_1'],
      ['1.2-1', '1.2.rev1'],
      ['1.2.post', '1.2.post0'],
      ['1.2dev', '1.2.DEV0'],
      ['1.0+ubuntu-1', '1.0+Ubuntu.1'],
      ['1.0a', '1.0a0'],
    ] as const)
      assert.equal(compare(left, right), 0, `${left} ${right}`)
  })

  it('are read where they are some', () => {
    for (const text of ['', 'one', '1.', '1.0.*', '1.0+', '1..0', '1.0-', 'x86_64'])
      assert.equal(parsePythonVersion(text), undefined, text)
  })

  it('have one order, in which there is no circle', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        assert.equal(compare(a, a), 0)
        assert.equal(compare(a, b), -compare(b, a) + 0)
        if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0)
      }),
    )
  })

  it('with a local part come after those without, and before the next post release', () => {
    fc.assert(
      fc.property(numbers, numbers, (major, minor) => {
        assert.equal(compare(`${major}.${minor}+x`, `${major}.${minor}`), 1)
        assert.equal(compare(`${major}.${minor}+x`, `${major}.${minor}.post0`), -1)
      }),
    )
  })
})
