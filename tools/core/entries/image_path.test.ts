import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ImagePath } from './entry.ts'
import { compareBytes, parentOf, parseImagePath } from './image_path.ts'
import { relocate } from './relocate.ts'
import { keyOfSource } from './source_keys.ts'

describe('parseImagePath()', () => {
  for (const [text, path] of [
    ['a/b', 'a/b'],
    ['./a/b', 'a/b'],
    ['/a/b/', 'a/b'],
    ['a//b/./c', 'a/b/c'],
    ['.hidden/..x/...', '.hidden/..x/...'],
    ['.', ''],
    ['/', ''],
    ['', ''],
  ] as const) {
    it(`takes "${text}" for "${path}"`, () =>
      assert.deepEqual(parseImagePath(text), { ok: true, value: path }))
  }

  for (const text of ['..', '../a', 'a/../b', '/..', 'a/..', 'a\0b']) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.ok(!parseImagePath(text).ok))
  }
})

describe('compareBytes()', () => {
  it('orders as the UTF-8 bytes do', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '/', '.', 'é', '\uffee', '😀', '😁') })
    const property = fc.property(text, text, (a, b) => {
      assert.equal(Math.sign(compareBytes(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)))
    })
    fc.assert(property, { seed: 7, numRuns: 1000 })
  })
})

describe('parentOf()', () => {
  for (const [path, parent] of [
    ['a/b/c', 'a/b'],
    ['a', ''],
    ['', ''],
  ] as const) {
    it(`of "${path}" is "${parent}"`, () => assert.equal(parentOf(path as ImagePath), parent))
  }
})

describe('relocate()', () => {
  const move = (from: string, to: string) => ({ from: from as ImagePath, to: to as ImagePath })
  for (const [path, from, to, expected] of [
    ['pkg/w/a', 'pkg/w', 'models', 'models/a'],
    ['pkg/w/a', '', 'models', 'models/pkg/w/a'],
    ['pkg/w/a', 'pkg', '', 'w/a'],
    ['pkg/w2/a', 'pkg/w', 'models', undefined],
    ['pkg/w', 'pkg/w', 'models', undefined],
  ] as const) {
    it(`moves ${path} from "${from}" to "${to}": ${expected}`, () =>
      assert.equal(relocate(path as ImagePath, move(from, to)), expected))
  }
})

describe('keyOfSource()', () => {
  const keys = new Map([
    ['bazel-out/bin/pkg/tree', '_main/pkg/tree'],
    ['external/x+/a', 'x+/a'],
  ])
  for (const [source, key] of [
    ['external/x+/a', 'x+/a'],
    ['bazel-out/bin/pkg/tree/sub/b', '_main/pkg/tree/sub/b'],
    ['bazel-out/bin/pkg/tree2', undefined],
  ] as const) {
    it(`of ${source} is ${key}`, () => assert.equal(keyOfSource(keys, source), key))
  }
})
