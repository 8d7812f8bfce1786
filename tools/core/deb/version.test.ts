import { equal, ok } from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compareVersions } from './version.ts'

const hasDpkg = spawnSync('dpkg', ['--version']).status === 0

/** Pieces of versions that meet every rule of the order: digits, letters, others, tildes. */
const piece = fc.constantFrom('0', '00', '1', '9', '10', '012', 'a', 'Z', 'rc', '~', '+', '.', '+b')
const upstream = fc
  .array(piece, { minLength: 1, maxLength: 5 })
  .map((pieces) => `1${pieces.join('')}`)
const version = fc
  .tuple(
    fc.constantFrom('', '0:', '1:', '10:'),
    upstream,
    fc.constantFrom('', '-0', '-1', '-1~deb12u1'),
  )
  .map((parts) => parts.join(''))

/** What dpkg thinks: the operators that hold between two versions. */
function dpkgSays(left: string, operator: string, right: string): boolean {
  return spawnSync('dpkg', ['--compare-versions', left, operator, right]).status === 0
}

describe('compareVersions()', () => {
  it('puts versions in the order of deb-version(7)', () => {
    const ordered = [
      '1~~',
      '1~~a',
      '1~',
      '1',
      '1a',
      '1+',
      '1.1~rc1',
      '1.1',
      '1.2',
      '1.10',
      '0:2',
      '1:0.1',
    ]
    for (const [index, left] of ordered.entries())
      for (const right of ordered.slice(index + 1)) {
        ok(compareVersions(left, right) < 0, `${left} < ${right}`)
        ok(compareVersions(right, left) > 0, `${right} > ${left}`)
      }
  })

  it('knows equal versions that are written differently', () => {
    for (const [left, right] of [
      ['1.0', '1.0-0'],
      ['0:1.0', '1.0'],
      ['1.01', '1.1'],
      ['1.0-00', '1.0'],
    ] as const)
      equal(compareVersions(left, right), 0, `${left} = ${right}`)
  })

  it('takes the last dash as the one before the revision', () => {
    ok(compareVersions('1-2-1', '1-2-2') < 0)
    ok(compareVersions('1-10-1', '1-2-2') > 0)
  })

  it('agrees with dpkg', { skip: !hasDpkg && 'there is no dpkg' }, () => {
    equal(execFileSync('dpkg', ['--version']).length > 0, true)
    const property = fc.property(version, version, (left, right) => {
      const order = compareVersions(left, right)
      const operator = order < 0 ? 'lt' : order > 0 ? 'gt' : 'eq'
      ok(dpkgSays(left, operator, right), `${left} ${operator} ${right}`)
    })
    fc.assert(property, { seed: 11, numRuns: 400 })
  })

  it('is an order: turned around, it is turned around', () => {
    const property = fc.property(version, version, (left, right) => {
      equal(Math.sign(compareVersions(left, right)), -Math.sign(compareVersions(right, left)) + 0)
    })
    fc.assert(property, { seed: 12, numRuns: 2000 })
  })
})
