import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseStatus, stampSubstitutions } from './stamp.ts'

const STABLE = 'BUILD_USER ci\nSTABLE_VERSION 1.2 rc\nSHARED stable\nEMPTY \nBARE\n'
const VOLATILE = 'BUILD_TIMESTAMP 1700000000\nSHARED volatile\n'

describe('parseStatus()', () => {
  it('reads keys with values that have spaces, are empty, or are not there', () => {
    const status = parseStatus([STABLE])
    assert.equal(status.get('STABLE_VERSION'), '1.2 rc')
    assert.equal(status.get('EMPTY'), '')
    assert.equal(status.get('BARE'), '')
    assert.equal(status.has(''), false)
  })

  it('lets the first file win', () => {
    assert.equal(parseStatus([STABLE, VOLATILE]).get('SHARED'), 'stable')
    assert.equal(parseStatus([VOLATILE, STABLE]).get('SHARED'), 'volatile')
  })
})

describe('stampSubstitutions()', () => {
  const status = parseStatus([STABLE, VOLATILE])

  it('fills every key of a value once, and leaves other braces alone', () => {
    const stamped = stampSubstitutions(
      new Map([['0.0.0', 'v{{STABLE_VERSION}}+{{BUILD_TIMESTAMP}} {x} {{ y }} {{EMPTY}}']]),
      new Map([...status, ['STABLE_VERSION', '{{BUILD_USER}}']]),
    )
    assert.ok(stamped.ok)
    assert.equal(stamped.value.get('0.0.0'), 'v{{BUILD_USER}}+1700000000 {x} {{ y }} ')
  })

  it('names all unknown keys and what there is', () => {
    const stamped = stampSubstitutions(
      new Map([
        ['a', '{{NONE}}'],
        ['b', '{{BUILD_USER}} {{GONE}}'],
      ]),
      status,
    )
    assert.ok(!stamped.ok)
    assert.deepEqual(
      stamped.failure.map(
        (each) => each.reason === 'unknown-stamp-key' && [each.substitution, each.key],
      ),
      [
        ['a', 'NONE'],
        ['b', 'GONE'],
      ],
    )
    const [first] = stamped.failure
    assert.ok(first?.reason === 'unknown-stamp-key')
    assert.deepEqual(first.available, [
      'BARE',
      'BUILD_TIMESTAMP',
      'BUILD_USER',
      'EMPTY',
      'SHARED',
      'STABLE_VERSION',
    ])
  })
})
