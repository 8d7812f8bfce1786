import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { describe, it } from 'node:test'
import { CHECKOUT } from '../places.ts'
import { commandsThatMix, findCycles } from './cycles.ts'
import { importsOf, readImports } from './import_graph.ts'

const graph = readImports(
  CHECKOUT,
  globSync('{tools,bench,e2e}/**/*.ts', { cwd: CHECKOUT, exclude: ['**/node_modules'] }),
)

describe('imports of tools, bench and e2e', () => {
  it('form no circle, types included', () => {
    assert.ok(graph.size > 500 && graph.has('tools/cmd/main.ts'), String(graph.size))
    assert.deepEqual(findCycles(graph), [])
  })

  it('never lead from one command to another', () => {
    assert.deepEqual(commandsThatMix(graph), [])
  })
})

describe('importsOf()', () => {
  it('finds values, types, re-exports and imports on demand, and no packages', () => {
    const text = `import a from './a.ts'
import type { B } from '../b.ts'
export { c } from './c/c.ts'
const d = await import('./d.ts')
import ts from 'typescript'`
    const found = ['x/y/a.ts', 'x/b.ts', 'x/y/c/c.ts', 'x/y/d.ts']
    assert.deepEqual(importsOf('x/y/z.ts', text).toSorted(), found.toSorted())
  })
})

describe('findCycles()', () => {
  it('finds a circle of three, a file that imports itself, and nothing in a diamond', () => {
    const circle = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', ['d']],
    ])
    assert.deepEqual(findCycles(circle), [
      ['a', 'b', 'c', 'a'],
      ['d', 'd'],
    ])
    assert.deepEqual(findCycles(new Map([['a', ['b', 'c']], ['b', ['d']], ['c', ['d']]])), []) // prettier-ignore
  })
})

describe('commandsThatMix()', () => {
  it('finds a command that imports another, of its group or not', () => {
    const mixed = new Map([
      ['tools/cmd/push/run.ts', ['tools/cmd/push/result.ts', 'tools/cmd/load/run.ts']],
      [
        'tools/cmd/image/build/run.ts',
        ['tools/cmd/image/index/run.ts', 'tools/cmd/option_values.ts'],
      ],
    ])
    assert.deepEqual(commandsThatMix(mixed), [
      'tools/cmd/push/run.ts imports tools/cmd/load/run.ts',
      'tools/cmd/image/build/run.ts imports tools/cmd/image/index/run.ts',
    ])
  })
})
