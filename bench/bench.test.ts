import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { parseArguments } from './arguments.ts'
import type { Row } from './report/row.ts'
import { runBench } from './run.ts'

/** Figures that need neither a container engine nor Bazel. */
const FIGURES = ['a', 'b', 'c', 'd', 'g', 'h']

test('a tiny run measures every figure and writes rows, tables and a chart', async () => {
  await using folder = await tempDir()
  const out = join(folder.path, 'bench.json')
  const options = ['--scale=0.001', '--runs=1', '--offline', `--work=${folder.path}`]
  const request = parseArguments([...options, `--only=${FIGURES.join(',')}`, `--out=${out}`])
  const { failures } = await runBench(request, () => undefined)
  assert.deepEqual(failures, [])
  const rows = JSON.parse(await readFile(out, 'utf8')) as readonly Row[]
  assert.deepEqual([...new Set(rows.map(({ id }) => id[0]))], FIGURES)
  for (const row of rows) {
    assert.equal(typeof row.value, 'number', row.id)
    assert.equal(typeof row.holds, 'boolean', row.id)
  }
  // What does not depend on the machine or on sizes.
  const exact = new Map(rows.map(({ id, value }) => [id, value]))
  assert.equal(exact.get('d.requests'), 1)
  assert.equal(exact.get('d.bytes'), 0)
  assert.match(await readFile(join(folder.path, 'bench.md'), 'utf8'), /\(h\) Memory/)
  assert.match(await readFile(join(folder.path, 'bench.svg'), 'utf8'), /<\/svg>\n$/)
})
