/** A column of a table for people. */
export interface Column {
  readonly title: string
  /** Numbers stand right. */
  readonly align: 'left' | 'right'
  /** Characters at most: longer texts end in an ellipsis. */
  readonly limit?: number
}

/**
 * Renders a table for a terminal: titles in capitals, two spaces between columns, none at the end of a
 * line. Control characters become spaces, so that a row stays a line.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const titles = columns.map((column) => column.title.toUpperCase())
  const cells = rows.map((row) => columns.map((column, index) => fit(row[index] ?? '', column)))
  const widths = columns.map((_, index) =>
    Math.max(...[titles, ...cells].map((row) => lengthOf(row[index] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd()
  return [titles, ...cells].map(line).join('\n')
}

function fit(text: string, { limit }: Column): string {
  const characters = Array.from(text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim())
  return limit === undefined || characters.length <= limit
    ? characters.join('')
    : `${characters.slice(0, limit - 1).join('')}…`
}

function pad(cell: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(width - lengthOf(cell))
  return align === 'left' ? cell + space : space + cell
}

/** Characters, not UTF-16 units. */
function lengthOf(text: string): number {
  return Array.from(text).length
}
