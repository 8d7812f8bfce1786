import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseOperands } from './operands.ts'

describe('parseOperands()', () => {
  it('places sources and empty files under the prefix of the lines before', () => {
    const parsed = parseOperands([
      'source\ta\tx/a',
      'under\tpkg/bin.runfiles',
      'source\t_main/b\tx/b',
      'empty\t_main/__init__.py',
      'source\t\tx/tree',
      'under\t',
      'source\tc\tx/c',
      'key\t_main/c\tx/c',
    ])
    assert.ok(parsed.ok)
    assert.deepEqual(parsed.value.placements, [
      { kind: 'source', path: 'a', source: 'x/a' },
      { kind: 'source', path: 'pkg/bin.runfiles/_main/b', source: 'x/b' },
      { kind: 'empty', path: 'pkg/bin.runfiles/_main/__init__.py' },
      { kind: 'source', path: 'pkg/bin.runfiles', source: 'x/tree' },
      { kind: 'source', path: 'c', source: 'x/c' },
    ])
    assert.deepEqual([...parsed.value.keys], [['x/c', '_main/c']])
  })

  it('leaves tabs to the path in the image', () => {
    const parsed = parseOperands(['source\ta\tb\tx/a', 'empty\tc\td'])
    assert.ok(parsed.ok)
    assert.deepEqual(
      parsed.value.placements.map(({ path }) => path),
      ['a\tb', 'c\td'],
    )
  })

  for (const line of ['', 'source', 'source\ta', 'file\tk\tx', 'key\tx', 'empty']) {
    it(`refuses the line ${JSON.stringify(line)}`, () =>
      assert.deepEqual(parseOperands([line]), {
        ok: false,
        failure: { topic: 'argument', reason: 'malformed-entry', line },
      }))
  }

  it('names all paths that leave the image', () => {
    assert.deepEqual(parseOperands(['source\t../a\tx', 'empty\tb/../../c', 'empty\td']), {
      ok: false,
      failure: { topic: 'tree', reason: 'escaping-paths', paths: ['../a', 'b/../../c'] },
    })
  })
})
