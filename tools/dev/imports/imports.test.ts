import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { CHECKOUT } from '../places.ts'
import { findCycles } from './cycles.ts'
import { importsOf } from './import_graph.ts'
import { forbiddenImports, NODE_FOLDERS } from './rules.ts'

describe('importsOf()', () => {
  it('finds values, types, re-exports, imports on demand, and modules', () => {
    const text = `import a from './a.ts'
import type { B } from '../b.ts'
export { c } from './c/c.ts'
const d = await import('./d.ts')
import ts from 'typescript'
import 'node:fs'`
    const found = ['x/y/a.ts', 'x/b.ts', 'x/y/c/c.ts', 'x/y/d.ts', 'typescript', 'node:fs']
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

/** Imports that break a rule, and what is said of them. */
const FORBIDDEN: readonly (readonly [file: string, imported: string, problem: RegExp])[] = [
  ['tools/core/tar/header.ts', 'node:fs', /tools\/core uses tools\/core only/],
  ['tools/core/tar/header.ts', 'tools/node/shell.ts', /tools\/core uses tools\/core only/],
  ['tools/node/blob/bytes.ts', 'tools/cmd/places.ts', /tools\/node uses/],
  ['tools/cmd/places.ts', 'tools/dev/places.ts', /tools\/cmd uses/],
  ['tools/launcher/launch.ts', 'tools/cmd/main.ts', /tools\/launcher uses/],
  ['tools/testing/engines.ts', 'tools/cmd/main.ts', /tools\/testing uses/],
  ['tools/dev/demo.ts', 'e2e/support/bazel.ts', /tools\/dev uses/],
  ['bench/run.ts', 'e2e/support/bazel.ts', /bench uses/],
  ['tools/core/tar/header.test.ts', 'e2e/support/bazel.ts', /tests of tools use tools only/],
  ['tools/other/x.ts', 'tools/core/digest.ts', /its folder is in no rule/],
  ['tools/node/blob/bytes.ts', 'tools/node/registry/push.ts', /registry is above blob/],
  ['tools/node/shell.ts', 'tools/node/pool/pool.ts', /pool is above \./],
  ['tools/node/pool/pool.ts', 'tools/node/jobs.ts', /jobs\.ts is above pool/],
  ['tools/node/new/x.ts', 'tools/node/shell.ts', /has no place in the order/],
  ['tools/cmd/push/run.ts', 'tools/cmd/load/run.ts', /uses no other command/],
  ['tools/cmd/image/build/run.ts', 'tools/cmd/image/index/run.ts', /uses no other command/],
  ['tools/cmd/push/run.ts', 'tools/testing/engines.ts', /for tests/],
  ['tools/node/registry/push.ts', 'tools/core/elf/testing/make_elf.ts', /for tests/],
  ['tools/node/registry/push.ts', 'tools/core/explain.ts', /only the entry/],
  ['tools/core/failure.ts', 'tools/core/tar/explain.ts', /only the entry/],
  ['tools/cmd/push/run.ts', 'tools/core/registry/explain_mirror.ts', /only the entry/],
  ['tools/cmd/push/run.ts', 'tools/cmd/push/args.ts', /nothing of command lines/],
  ['tools/cmd/push/run.ts', 'commander', /nothing of command lines/],
]

const FINE: readonly (readonly [file: string, imported: string])[] = [
  ['tools/core/document/read.ts', 'yaml'],
  ['tools/core/explain.ts', 'tools/core/registry/explain.ts'],
  ['tools/core/tar/header.test.ts', 'node:fs'],
  ['tools/node/blob/bytes.test.ts', 'tools/node/registry/push.ts'],
  ['tools/node/registry/push.ts', 'tools/node/shell.ts'],
  ['tools/node/jobs.ts', 'tools/node/layer/pack_chunk.ts'],
  ['tools/cmd/entry.ts', 'tools/core/explain.ts'],
  ['tools/cmd/image/build/run.ts', 'tools/cmd/option_values.ts'],
  ['tools/cmd/image/build/args.ts', 'commander'],
  ['tools/cmd/commands.ts', 'tools/cmd/push/args.ts'],
  ['tools/cmd/push/push.test.ts', 'tools/cmd/testing/run_rt.ts'],
  ['tools/dev/fuzz/error_shape.ts', 'tools/core/explain.ts'],
  ['e2e/push.test.ts', 'bench/program/bundle.ts'],
]

describe('forbiddenImports()', () => {
  for (const [file, imported, problem] of FORBIDDEN)
    it(`refuses ${file} -> ${imported}`, () => {
      const found = forbiddenImports(new Map([[file, [imported]]]))
      assert.match(found.join('\n'), problem)
    })

  it('accepts what the table allows', () => {
    assert.deepEqual(forbiddenImports(new Map(FINE.map(([file, to]) => [file, [to]]))), [])
  })
})

describe('ARCHITECTURE.md', () => {
  it('states the order of the folders in tools/node', () => {
    const order = NODE_FOLDERS.map((name) => `\`${name}\``).join(', ')
    assert.ok(readFileSync(join(CHECKOUT, 'ARCHITECTURE.md'), 'utf8').includes(order), order)
  })
})
