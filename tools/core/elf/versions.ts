import type { ByteWindows } from '../binary/byte_window.ts'
import { Fields } from '../binary/fields.ts'

/** Versions of symbols that a file wants one library to define. */
export interface VersionNeed {
  /** Name of the library, one of `DT_NEEDED`. */
  readonly library: string
  /** Such as `GLIBC_2.34`, in the order of the file. */
  readonly versions: readonly string[]
}

/**
 * The symbol versions of a file (Linux Standard Base, Core Specification, "Symbol Versioning"): those that it
 * defines for others, and those that it needs. Needs that are weak (`VER_FLG_WEAK`) are not among them: the
 * dynamic linker does without.
 */
export interface SymbolVersions {
  /** Empty for a library without versions, which serves whoever needs one. */
  readonly defined: readonly string[]
  readonly needed: readonly VersionNeed[]
}

/** Where a table of versions is, and how many entries it has. */
export interface VersionTable {
  /** In bytes from the start of the file. */
  readonly offset: number
  readonly count: number
  readonly order: 'little' | 'big'
  /** Reads a string of the dynamic string table; null for none. */
  readonly text: (offset: number) => string | null
}

const VER_FLG_WEAK = 2

/** The C++ library's tables have 2 KiB; what is further from the start of a table is not read. */
const MAX_TABLE_SIZE = 64 * 1024

/** Far above what linkers write, so that entries which lead in circles come to an end. */
const MAX_ENTRIES = 4096

/** Reads what `DT_VERDEF` leads to; undefined when it is damaged. */
export function readDefinedVersions(
  file: ByteWindows,
  table: VersionTable,
): readonly string[] | undefined {
  const entries = new Entries(file, table)
  const names = entries.walk(0, table.count, DEFINITION).map((at) => {
    // The first name is the version's own; those that follow are the versions that it continues.
    const [name] = entries.walk(at + entries.u32(at + 12), 1, DEFINITION_NAME)
    return name === undefined ? null : table.text(entries.u32(name))
  })
  return entries.isDamaged || names.includes(null)
    ? undefined
    : [...new Set(names.filter((name) => name !== null))]
}

/** Reads what `DT_VERNEED` leads to; undefined when it is damaged. */
export function readNeededVersions(
  file: ByteWindows,
  table: VersionTable,
): readonly VersionNeed[] | undefined {
  const entries = new Entries(file, table)
  const needs: VersionNeed[] = []
  for (const at of entries.walk(0, table.count, NEED)) {
    const library = table.text(entries.u32(at + 4))
    const names = entries
      .walk(at + entries.u32(at + 8), entries.u16(at + 2), NEED_NAME)
      .filter((name) => (entries.u16(name + 4) & VER_FLG_WEAK) === 0)
      .map((name) => table.text(entries.u32(name + 8)))
    const versions = names.filter((name) => name !== null)
    if (library === null || versions.length < names.length) return undefined
    if (versions.length > 0) needs.push({ library, versions })
  }
  return entries.isDamaged ? undefined : needs
}

/** Bytes of an entry, and where in it is the distance to the next one, which is 0 in the last. */
interface EntryLayout {
  readonly size: number
  readonly nextAt: number
}

/** `Verdef` and its `Verdaux`, `Verneed` and its `Vernaux`: the same in both classes. */
const DEFINITION: EntryLayout = { size: 20, nextAt: 16 }
const DEFINITION_NAME: EntryLayout = { size: 8, nextAt: 4 }
const NEED: EntryLayout = { size: 16, nextAt: 12 }
const NEED_NAME: EntryLayout = { size: 16, nextAt: 12 }

/** Entries of a table that lead to one another. */
class Entries {
  readonly #bytes: Uint8Array
  readonly #fields: Fields
  #left = MAX_ENTRIES
  #isDamaged = false

  constructor(file: ByteWindows, { offset, order }: VersionTable) {
    const length = Math.max(0, Math.min(MAX_TABLE_SIZE, file.size - offset))
    this.#bytes = length === 0 ? new Uint8Array(0) : file.read(offset, length)
    this.#fields = new Fields(this.#bytes, order)
  }

  /** True when an entry was out of the table, or there were too many. */
  get isDamaged(): boolean {
    return this.#isDamaged
  }

  /** Where the entries of a list are, which begins at an offset and has that many. */
  walk(start: number, count: number, { size, nextAt }: EntryLayout): readonly number[] {
    const found: number[] = []
    for (let at = start; found.length < count;) {
      if (at + size > this.#bytes.length || this.#left-- === 0) {
        this.#isDamaged = true
        break
      }
      found.push(at)
      const next = this.u32(at + nextAt)
      if (next === 0) break
      at += next
    }
    return found
  }

  u16(at: number): number {
    return this.#fields.u16(at)
  }

  u32(at: number): number {
    return this.#fields.u32(at)
  }
}
