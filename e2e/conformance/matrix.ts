import type { ImageKind } from './images.ts'
import { IMAGE_KINDS } from './images.ts'

/** What a checker makes of each kind of image: `ok`, `refused (REASON)`, or `not installed`. */
export type Row = Readonly<Record<ImageKind, string>>

/** Rows by the names of checkers, in order. */
export type Matrix = ReadonlyMap<string, Row>

/** What is said where a checker could not be had; it agrees with everything. */
export const NOT_INSTALLED = 'not installed'

const BEGIN = '<!-- matrix: npm run conformance -- --update -->'
const END = '<!-- end of matrix -->'

/** Writes a matrix as a table of Markdown, columns aligned. */
export function formatMatrix(matrix: Matrix): string {
  const rows = [
    ['', ...IMAGE_KINDS],
    ...[...matrix].map(([name, row]) => [name, ...IMAGE_KINDS.map((kind) => row[kind])]),
  ]
  const widths = rows.reduce<readonly number[]>(
    (most, row) => row.map((cell, index) => Math.max(cell.length, most[index] ?? 3)),
    [],
  )
  const lines = rows.map(
    (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`,
  )
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return lines.toSpliced(1, 0, rule).join('\n')
}

/** Reads the matrix of a page back. Throws when there is none. */
export function readMatrix(page: string): Matrix {
  const [, , ...lines] = tableOf(page).split('\n')
  return new Map(
    lines.map((line) => {
      const [name = '', ...cells] = line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1)
      const row = IMAGE_KINDS.map((kind, index) => [kind, cells[index] ?? ''] as const)
      return [name, Object.fromEntries(row) as Row]
    }),
  )
}

/** A page with another matrix. */
export function replaceMatrix(page: string, matrix: Matrix): string {
  return page.replace(tableOf(page), formatMatrix(matrix))
}

function tableOf(page: string): string {
  const start = page.indexOf(BEGIN)
  const end = page.indexOf(END)
  if (start < 0 || end < start) throw new Error(`no table between "${BEGIN}" and "${END}"`)
  return page.slice(start + BEGIN.length, end).trim()
}

/** Where what was found is not what was expected, one line a cell; none when all is as expected. */
export function differences(found: Matrix, expected: Matrix): readonly string[] {
  const names = [...new Set([...found.keys(), ...expected.keys()])]
  return names.flatMap((name) =>
    IMAGE_KINDS.flatMap((kind) => {
      const now = found.get(name)?.[kind] ?? 'no such row'
      const before = expected.get(name)?.[kind] ?? 'no such row'
      if (now === before || now === NOT_INSTALLED) return []
      return [`${name}, ${kind}: ${now}, documented: ${before}`]
    }),
  )
}
