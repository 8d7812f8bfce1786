import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Mistakes } from './mistakes.ts'
import type { DocumentNode } from './node.ts'
import { formatPosition, plainValue, valueOf } from './node.ts'
import { checkKeys, readText } from './read.ts'
import { parseYaml } from './yaml.ts'

function read(text: string): {
  values: unknown[]
  nodes: readonly DocumentNode[]
  errors: string[]
} {
  const mistakes = new Mistakes()
  const nodes = parseYaml('file.yaml', text, mistakes)
  const errors = mistakes.errors.map(({ at, problem }) => `${formatPosition(at)}: ${problem}`)
  return { values: nodes.map(plainValue), nodes, errors }
}

describe('parseYaml', () => {
  it('reads YAML 1.1 with its truth values and merges', () => {
    const { values, errors } = read('base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: yes\n  z: ~\n')
    assert.deepEqual(errors, [])
    assert.deepEqual(values, [{ base: { x: 1, y: 2 }, own: { y: true, z: null, x: 1 } }])
  })

  it('reads several documents and leaves out empty ones', () => {
    assert.deepEqual(read('---\na: 1\n---\n---\nb: 2\n').values, [{ a: 1 }, { b: 2 }])
    assert.deepEqual(read('').values, [])
    assert.deepEqual(read('# comment\n').values, [])
  })

  it('reads JSON', () => {
    assert.deepEqual(read('{"a": [1, "x", {"b": null}]}').values, [{ a: [1, 'x', { b: null }] }])
  })

  it('keeps the characters of a number', () => {
    const [node] = read('v: 3.10\n').nodes
    const value = node?.kind === 'map' ? valueOf(node, 'v') : undefined
    assert.deepEqual(value, {
      kind: 'number',
      value: 3.1,
      source: '3.10',
      at: { file: 'file.yaml', line: 1, column: 4 },
    })
  })

  it('says where a value stands', () => {
    const [node] = read('a:\n  - b\n  - c: d\n').nodes
    assert.ok(node?.kind === 'map')
    const list = valueOf(node, 'a')
    assert.ok(list?.kind === 'list')
    assert.deepEqual(list.items[1]?.at, { file: 'file.yaml', line: 3, column: 5 })
  })

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', /^file\.yaml:3:1: duplicate key "a"$/],
    ['the same key as text and number', '1: a\n"1": b\n', /^file\.yaml:2:1: duplicate key/],
    ['a syntax error', 'a: [1\nb: 2\n', /^file\.yaml:\d+:\d+: /],
    ['a tab', 'a:\n\tb: 1\n', /^file\.yaml:2:1: /],
    ['an unknown anchor', 'a: *nowhere\n', /^file\.yaml:1:4: .*nowhere/],
    ['an unknown tag', 'a: !!python/object:os.system x\n', /^file\.yaml:1:4: .*tag/],
    ['a key that is a list', '? [a]\n: 1\n', /^file\.yaml:1:3: a key must be a text$/],
    ['a merge of a text', 'a:\n  <<: x\n', /^file\.yaml:2:7: "<<" merges mappings only$/],
    ['deep nesting', '['.repeat(150) + ']'.repeat(150), /nested too deeply/],
    ['brackets without end', '['.repeat(20_000), /nested too deeply$/],
  ]
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.match(read(text).errors[0] ?? '', message)
    })
  }

  it('refuses aliases that grow without bounds', () => {
    const levels = Array.from({ length: 12 }, (_, n) =>
      n === 0
        ? 'l0: &l0 [x]'
        : `l${n}: &l${n} [${Array(9)
            .fill(`*l${n - 1}`)
            .join(',')}]`,
    )
    assert.match(read(levels.join('\n')).errors.join(), /more than 100000 values/)
  })

  it('tells all mistakes, by position', () => {
    const mistakes = new Mistakes()
    const [node] = parseYaml('file.yaml', 'b: 1\nnmae: x\n', mistakes)
    assert.ok(node?.kind === 'map')
    checkKeys(node, ['name', 'other'], mistakes)
    const [entry] = node.entries
    assert.ok(entry !== undefined)
    assert.equal(readText(entry.value, 'b', mistakes), undefined)
    assert.deepEqual(
      mistakes.errors.map(({ at, problem }) => [at.line, problem]),
      [
        [1, 'unknown key "b"'],
        [1, 'b must be a text, not the number 1'],
        [2, 'unknown key "nmae"'],
      ],
    )
  })

  it('names the key that was meant', () => {
    const mistakes = new Mistakes()
    for (const text of ['names: 1', 'nam: 1', 'nome: 1', 'NAME: 1', 'quite-other: 1']) {
      const [node] = parseYaml('f', text, mistakes)
      if (node?.kind === 'map') checkKeys(node, ['name'], mistakes)
    }
    assert.deepEqual(
      mistakes.errors.map(({ fix }) => fix !== undefined),
      [true, true, true, true, false],
    )
  })
})
