import { fieldText } from './field_text.ts'
import type { NameRecord, ScannedEntry } from './parse_header.ts'

/** What the records before an entry say of it, where its own header block has no room. */
export class LongNames {
  #record: NameRecord = 'ignored'
  #pieces: Uint8Array[] = []
  #known: Partial<ScannedEntry> = {}

  /** A record begins; its bytes follow. */
  begin(record: NameRecord): void {
    this.#read()
    this.#record = record
  }

  /** More bytes of the record. They are copied: the caller may use its buffer again. */
  add(bytes: Uint8Array): void {
    this.#pieces.push(bytes.slice())
  }

  /** The entry that the records are about, with what they say; after that they are forgotten. */
  apply(entry: ScannedEntry): ScannedEntry {
    this.#read()
    const known = this.#known
    this.#known = {}
    const { size = entry.size, ...names } = known
    return { ...entry, ...names, size: entry.kind === 'file' ? size : entry.size }
  }

  #read(): void {
    const bytes = joined(this.#pieces)
    this.#pieces = []
    if (bytes.length === 0) return
    switch (this.#record) {
      case 'path':
        this.#known = { ...this.#known, path: fieldText(bytes) }
        break
      case 'target':
        this.#known = { ...this.#known, target: fieldText(bytes) }
        break
      case 'pax':
        this.#known = { ...this.#known, ...readPax(bytes) }
        break
      case 'ignored':
    }
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

const SPACE = 0x20

/** Reads `LENGTH key=value` lines; what is malformed ends them. */
function readPax(bytes: Uint8Array): Partial<ScannedEntry> {
  let known: Partial<ScannedEntry> = {}
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(SPACE, at)
    const length = space < 0 ? Number.NaN : Number(fieldText(bytes.subarray(at, space)))
    if (!Number.isSafeInteger(length) || length <= space - at || at + length > bytes.length) break
    const [key = '', ...value] = fieldText(bytes.subarray(space + 1, at + length - 1)).split('=')
    known = { ...known, ...paxField(key, value.join('=')) }
    at += length
  }
  return known
}

function paxField(key: string, value: string): Partial<ScannedEntry> {
  if (key === 'path') return { path: value }
  if (key === 'linkpath') return { target: value }
  if (key !== 'size' && key !== 'uid' && key !== 'gid') return {}
  const number = Number(value)
  return Number.isSafeInteger(number) && number >= 0 ? { [key]: number } : {}
}
