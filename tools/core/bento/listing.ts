/** One line of a listing, in the form of BentoML's JSON. */
export type ListedItem = Readonly<Record<string, string>>

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** Bytes for people, with two decimals, as BentoML prints them: `15.44 KiB`. */
export function humanSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${value.toFixed(2)} ${UNITS[unit] ?? ''}`
}

/** A time of the local clock, `YYYY-MM-DD HH:MM:SS`. */
export function localTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-')
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`
}

/**
 * A table without lines, laid out as BentoML's: a space before, two between columns, one behind. Nothing is cut,
 * as whoever reads a table without a terminal wants to use what is in it.
 */
export function renderListing(
  columns: Readonly<Record<string, string>>,
  items: readonly ListedItem[],
): string {
  const keys = Object.keys(columns)
  const rows = [columns, ...items].map((row) => keys.map((key) => row[key] ?? ''))
  const widths = keys.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  return rows
    .map((row) => ` ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')} \n`)
    .join('')
}
