import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Entry, ImagePath } from '../entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../entries/entry.ts'
import { buildTree } from '../entries/tree.ts'
import { tarMeasure } from './tar_measure.ts'
import { sizeOfTarPart, tarParts } from './tar_parts.ts'

function fileOf(path: string): Entry {
  return { kind: 'file', path: path as ImagePath, source: path, ...DEFAULT_ATTRIBUTES }
}

/** What the tar has in truth. */
function trueSize(entries: readonly Entry[], sizes: ReadonlyMap<string, number>): number {
  const tree = buildTree(entries)
  assert.ok(tree.ok)
  return [...tarParts(tree.value.entries, sizes)].reduce(
    (sum, part) => sum + sizeOfTarPart(part),
    0,
  )
}

describe('tarMeasure()', () => {
  const name = fc.constantFrom('a', 'b', 'ü', 'n'.repeat(90), 'm'.repeat(200))
  const path = fc
    .array(name, { minLength: 1, maxLength: 5 })
    .map((parts) => [...parts, 'file'].join('/'))

  it('tells the size of any part of a tree, parents included', () => {
    const files = fc.uniqueArray(fc.record({ path, size: fc.nat({ max: 5000 }) }), {
      selector: (file) => file.path,
      maxLength: 20,
    })
    const property = fc.property(files, fc.nat({ max: 20 }), (given, count) => {
      const sizes = new Map(given.map((file) => [file.path, file.size]))
      const entries = given.map((file) => fileOf(file.path))
      const measure = tarMeasure(sizes)
      for (const part of [entries, entries.slice(0, count), entries.slice(count)])
        assert.equal(measure(part), trueSize(part, sizes))
    })
    fc.assert(property, { seed: 7, numRuns: 200 })
  })

  it('counts a directory once that is among the entries', () => {
    const directory: Entry = {
      kind: 'directory',
      path: 'a' as ImagePath,
      ...DEFAULT_ATTRIBUTES,
    }
    const entries = [fileOf('a/b'), directory]
    const sizes = new Map([['a/b', 1]])
    assert.equal(tarMeasure(sizes)(entries), trueSize(entries, sizes))
  })
})
