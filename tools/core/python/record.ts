import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** What RECORD says of a file. */
export interface RecordLine {
  readonly path: string
  /** Such as "sha256=..." in base64 for addresses, without padding; empty where RECORD has none. */
  readonly hash: string
  /** Bytes; undefined where RECORD has none. */
  readonly size: number | undefined
}

/** Hashes that a wheel may use: nothing weaker than SHA-256 (binary distribution format). */
export const RECORD_ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const

/** Reads RECORD, a CSV file; fails with a clause on a line that is none. */
export function parseRecord(text: string): Result<readonly RecordLine[], string> {
  const lines: RecordLine[] = []
  for (const row of text.split(/\r?\n/)) {
    if (row === '') continue
    const fields = csvFields(row)
    const [path, hash = '', size = ''] = fields ?? []
    if (path === undefined || fields?.length !== 3 || !/^\d*$/.test(size))
      return err(`RECORD has the line "${row}"`)
    lines.push({ path, hash, size: size === '' ? undefined : Number(size) })
  }
  return ok(lines)
}

/** The fields of a row; undefined when a quote is not closed. */
function csvFields(row: string): readonly string[] | undefined {
  const fields: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y
  for (;;) {
    const match = field.exec(row)
    if (match === null) return undefined
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '') return fields
  }
}

/** Writes RECORD: lines by path. */
export function printRecord(lines: readonly RecordLine[]): string {
  const rows = lines.map(({ path, hash, size }) => `${csvField(path)},${hash},${size ?? ''}\n`)
  return rows.sort().join('')
}

function csvField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
