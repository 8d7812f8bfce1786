import type { FigureResult } from '../figures/figure.ts'
import type { Row } from './row.ts'
import type { Table } from './table.ts'

/** What a run of the bench was, in words. */
export interface Heading {
  readonly machine: string
  readonly scale: number
  readonly runs: number
  readonly missing: readonly string[]
}

/** Writes the whole report as GitHub-flavoured Markdown. */
export function formatReport(heading: Heading, results: readonly FigureResult[]): string {
  const rows = results.flatMap((result) => result.rows)
  const parts = [
    '# rt side by side with other tools',
    `${heading.machine}; scale ${heading.scale}, ${heading.runs} rounds, medians.`,
    ...heading.missing.map((line) => `- left out: ${line}`),
    formatRows(rows),
    ...results.flatMap(formatFigure),
  ]
  return `${parts.join('\n\n')}\n`
}

/** The judged rows as one table. */
export function formatRows(rows: readonly Row[]): string {
  return formatTable({
    title: '',
    columns: ['figure', 'value', 'unit', 'goal', 'holds', 'others'],
    lines: rows.map((row) => [
      row.id,
      row.value === null ? '-' : String(row.value),
      row.unit,
      row.goal,
      row.holds === null ? '-' : row.holds ? 'yes' : 'NO',
      Object.entries(row.others)
        .map(([name, value]) => `${name}: ${value}`)
        .join('; '),
    ]),
  })
}

function formatFigure(result: FigureResult): readonly string[] {
  return [
    `## (${result.id}) ${result.title}`,
    ...result.tables.map(formatTable),
    ...result.notes.map((note) => `- ${note}`),
  ]
}

function formatTable({ title, columns, lines }: Table): string {
  const cells = [columns, columns.map(() => '---'), ...lines]
  const text = cells.map((line) => `| ${line.map(escape).join(' | ')} |`).join('\n')
  return title === '' ? text : `**${title}**\n\n${text}`
}

function escape(cell: string): string {
  return cell.replaceAll('|', '\\|')
}
