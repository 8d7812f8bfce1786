import type { ByteWindows } from '../binary/byte_window.ts'
import { readExactly } from '../binary/byte_window.ts'
import { Fields } from '../binary/fields.ts'
import type { ElfHeader } from './header.ts'

/** A segment of an ELF file: one entry of the program header table (System V ABI, "Program Header"). */
export interface ElfSegment {
  readonly type: number
  /** In bytes from the start of the file. */
  readonly offset: number
  /** Where it is in memory. */
  readonly address: number
  /** Bytes that it has in the file. */
  readonly size: number
}

/** Mapped into memory. */
export const PT_LOAD = 1
/** What the dynamic linker wants to know. */
export const PT_DYNAMIC = 2
/** Path of the dynamic linker. */
export const PT_INTERP = 3

/** `PN_XNUM`: there are more segments than the field holds. No program has as many. */
const TOO_MANY = 0xffff

/** Reads the program header table; undefined when the file ends before it does. */
export function readSegments(
  file: ByteWindows,
  { bits, order, programHeaders: { offset, size, count } }: ElfHeader,
): readonly ElfSegment[] | undefined {
  if (count === 0) return []
  if (count === TOO_MANY) return undefined
  const table = readExactly(file, offset, size * count)
  if (table === undefined) return undefined
  const fields = new Fields(table, order)
  const read = bits === 64 ? segment64 : segment32
  return Array.from({ length: count }, (_, index) => read(fields, index * size))
}

function segment64(fields: Fields, at: number): ElfSegment {
  return {
    type: fields.u32(at),
    offset: fields.u64(at + 8),
    address: fields.u64(at + 16),
    size: fields.u64(at + 32),
  }
}

function segment32(fields: Fields, at: number): ElfSegment {
  return {
    type: fields.u32(at),
    offset: fields.u32(at + 4),
    address: fields.u32(at + 8),
    size: fields.u32(at + 16),
  }
}

/** Where in the file an address of memory comes from; undefined when no segment has it. */
export function offsetOfAddress(
  segments: readonly ElfSegment[],
  address: number,
): number | undefined {
  const home = segments.find(
    (each) =>
      each.type === PT_LOAD && address >= each.address && address < each.address + each.size,
  )
  return home === undefined ? undefined : address - home.address + home.offset
}
