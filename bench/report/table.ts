import type { Rounds, Series } from '../measure/rounds.ts'
import { named, ratio, typical } from '../measure/rounds.ts'

/** Lines of text under headings, for Markdown. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly lines: readonly (readonly string[])[]
}

/** Bars of one kind of number, for the chart. */
export interface BarGroup {
  readonly title: string
  readonly unit: string
  readonly better: 'more' | 'less'
  readonly bars: readonly { readonly name: string; readonly value: number }[]
}

/** A column beside those that every table has. */
export interface Column {
  readonly title: string
  text(series: Series): string
}

const MB = 1e6

/**
 * The usual table of a figure: medians of everybody, and how many times rt's time each took (the median
 * of the ratios within a round). Without bytes there is no speed.
 */
export function speedTable(
  title: string,
  rounds: Rounds,
  subject: string,
  bytes: number | undefined,
  more: readonly Column[] = [],
): Table {
  const rt = named(rounds, subject)
  const columns: readonly Column[] = [
    { title: 'tool', text: ({ name }) => name },
    { title: 'wall s', text: (series) => digits(typical(series, ({ wall }) => wall)) },
    ...(bytes === undefined ? [] : [speedColumn(bytes)]),
    { title: 'CPU s', text: (series) => digits(typical(series, ({ cpu }) => cpu)) },
    { title: 'peak MB', text: (series) => whole(typical(series, ({ memory }) => memory / MB)) },
    {
      title: 'written MB',
      text: (series) => digits(typical(series, ({ written }) => written / MB)),
    },
    ...more,
    { title: `time of ${subject}`, text: (s) => `${digits(ratio(s, rt, ({ wall }) => wall))}x` },
  ]
  return {
    title,
    columns: columns.map((column) => column.title),
    lines: rounds.series.map((series) => columns.map((column) => column.text(series))),
  }
}

function speedColumn(bytes: number): Column {
  return {
    title: 'MB/s',
    text: (series) => whole(typical(series, ({ wall }) => bytes / wall / MB)),
  }
}

/** The speed of everybody, as bars. */
export function speedBars(title: string, rounds: Rounds, bytes: number): BarGroup {
  return {
    title,
    unit: 'MB/s',
    better: 'more',
    bars: rounds.series.map((series) => ({
      name: series.name,
      value: typical(series, ({ wall }) => bytes / wall / MB),
    })),
  }
}

/** Two or three digits that count, for numbers around one. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '-'
  if (Math.abs(value) >= 100) return value.toFixed(0)
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}

/** Without a fraction. */
export function whole(value: number): string {
  return Number.isFinite(value) ? value.toFixed(0) : '-'
}
