import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { CHECKOUT } from '../../tools/dev/places.ts'
import type { Matrix, Row } from './matrix.ts'
import { differences, formatMatrix, NOT_INSTALLED, readMatrix, replaceMatrix } from './matrix.ts'
import { reasonOf, REFUSALS } from './refusals.ts'

const page = readFileSync(join(CHECKOUT, 'docs/conformance.md'), 'utf8')

/** The documented matrix with one row changed. */
function changed(change: (row: Row) => Row): Matrix {
  const documented = readMatrix(page)
  const [[name, row] = []] = documented
  assert.ok(name !== undefined && row !== undefined)
  return new Map([...documented, [name, change(row)]])
}

describe('the page about conformance', () => {
  it('holds a matrix that is read as it was written', () => {
    const matrix = readMatrix(page)
    assert.ok(matrix.size > 10)
    assert.equal(replaceMatrix(page, matrix), page)
    assert.ok(page.includes(formatMatrix(matrix)))
  })

  it('explains every refusal in it, and no other', () => {
    const cells = [...readMatrix(page).values()].flatMap((row) => Object.values<string>(row))
    const used = new Set(cells.flatMap((cell) => /^refused \((.*)\)$/.exec(cell)?.[1] ?? []))
    const explained = [...page.matchAll(/^- \*\*(.+?)\*\*: /gm)].map(([, key]) => key)
    const known = REFUSALS.map(({ key }) => key)
    assert.deepEqual([...used].toSorted(), known.toSorted())
    assert.deepEqual(explained.toSorted(), known.toSorted())
    assert.ok(cells.every((cell) => cell === 'ok' || cell.startsWith('refused (')))
  })
})

describe('a run that finds something else', () => {
  it('is told from the page, cell by cell', () => {
    const documented = readMatrix(page)
    assert.deepEqual(differences(documented, documented), [])
    const found = changed((row) => ({ ...row, zstd: reasonOf(new Error('out of\npaper')) }))
    const [first, ...more] = differences(found, documented)
    assert.match(first ?? '', /, zstd: refused \(out of paper\), documented: ok$/)
    assert.deepEqual(more, [])
  })

  it('misses rows that are gone, but not programs that are not here', () => {
    const documented = readMatrix(page)
    const [name = ''] = documented.keys()
    const fewer = new Map([...documented].slice(1))
    assert.equal(
      differences(fewer, documented).length,
      Object.keys(documented.get(name) ?? {}).length,
    )
    const absent = changed((row) => ({ ...row, gzip: NOT_INSTALLED }))
    assert.deepEqual(differences(absent, documented), [])
  })
})
