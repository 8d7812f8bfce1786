import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lookupIn, parseFileEntries } from './file_keys.ts'

describe('file keys', () => {
  it('are read from entry lines', () => {
    const table = parseFileEntries(['file\t_main/a\tpkg/a', 'file\tx+/b c\tbazel-out/b c'])
    assert.ok(table.ok)
    assert.deepEqual(
      [...table.value],
      [
        ['_main/a', 'pkg/a'],
        ['x+/b c', 'bazel-out/b c'],
      ],
    )
  })

  it('name the line that is not an entry', () => {
    for (const line of ['', 'file', 'file\ta', 'file\ta\t', 'key\ta\tb', 'file\ta\tb\tc'])
      assert.deepEqual(parseFileEntries(['file\tk\tp', line]), { ok: false, failure: line })
  })

  it('reach files of a directory through the nearest directory', () => {
    const lookup = lookupIn(
      new Map([
        ['_main/d', '/one'],
        ['_main/d/e', '/two'],
      ]),
    )
    assert.equal(lookup('_main/d/e/f/g'), '/two/f/g')
    assert.equal(lookup('_main/d/x'), '/one/x')
    assert.equal(lookup('_main/dx'), undefined)
    assert.equal(lookup('_main'), undefined)
  })
})
