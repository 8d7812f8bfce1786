import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { printable } from './printable.ts'

describe('printable()', () => {
  it('leaves what prints as itself', () => {
    const text = 'Cannot use "ünï 😀 日本" as a name'
    assert.equal(printable(text), text)
  })

  it('keeps lines of details apart, and no other lines', () => {
    assert.equal(
      printable('of\n    one\n    two\nthree\n     \r'),
      'of\n    one\n    two\\nthree\\n     \\r',
    )
  })

  it('takes the power over terminals away', () => {
    assert.equal(
      printable('\u001b[31mred\u0007\u202e\0\t'),
      '\\u001b[31mred\\u0007\\u202e\\u0000\t',
    )
    assert.equal(printable('half \ud800'), 'half \\ud800')
  })
})
