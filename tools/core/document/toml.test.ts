import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Mistakes } from './mistakes.ts'
import type { MapNode } from './node.ts'
import { formatPosition, plainValue, valueOf } from './node.ts'
import { parseToml } from './toml.ts'

function read(text: string): { node: MapNode | undefined; value: unknown; errors: string[] } {
  const mistakes = new Mistakes()
  const node = parseToml('pyproject.toml', text, mistakes)
  const errors = mistakes.errors.map(({ at, problem }) => `${formatPosition(at)}: ${problem}`)
  return { node, value: node && plainValue(node), errors }
}

describe('parseToml', () => {
  it('reads tables, tables in tables, lists of tables, and dotted keys', () => {
    const { value, errors } = read(
      'a.b = 1\n[t.u]\nx = "y"\n[[t.list]]\nn = 1\n[[t.list]]\nn = 2\n[t.list.deep]\nz = true\n[t]\nw = {p.q = [1.5, "s"]}\n',
    )
    assert.deepEqual(errors, [])
    assert.deepEqual(value, {
      a: { b: 1 },
      t: {
        u: { x: 'y' },
        list: [{ n: 1 }, { n: 2, deep: { z: true } }],
        w: { p: { q: [1.5, 's'] } },
      },
    })
  })

  it('says where keys and values stand', () => {
    const { node } = read('[tool.x]\n  name = "n"\n')
    const tool = node && valueOf(node, 'tool')
    const x = tool?.kind === 'map' ? valueOf(tool, 'x') : undefined
    assert.ok(x?.kind === 'map')
    const [entry] = x.entries
    assert.equal(entry && formatPosition(entry.keyAt), 'pyproject.toml:2:3')
    assert.equal(entry && formatPosition(entry.value.at), 'pyproject.toml:2:10')
    assert.equal(formatPosition(x.at), 'pyproject.toml:1:7')
  })

  it('keeps the characters of numbers and dates', () => {
    const { node } = read('v = 3.10\nd = 2024-01-02\n')
    const v = node && valueOf(node, 'v')
    assert.ok(v?.kind === 'number')
    assert.equal(v.source, '3.10')
    assert.deepEqual(node && valueOf(node, 'd')?.kind, 'text')
  })

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['a duplicate key', 'a = 1\na = 2\n', /^pyproject\.toml:2:1: /],
    ['a duplicate table', '[a]\nx = 1\n[a]\ny = 1\n', /^pyproject\.toml:3:\d+: /],
    ['a syntax error', 'a = !\n', /^pyproject\.toml:1:\d+: /],
    ['a text without end', 'a = "x\n', /^pyproject\.toml:1:\d+: /],
    ['brackets without end', `a = ${'['.repeat(50_000)}`, /^pyproject\.toml:/],
  ]
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, () => {
      const { value, errors } = read(text)
      assert.equal(value, undefined)
      assert.match(errors.join(), message)
    })
  }
})
