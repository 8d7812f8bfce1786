import { Fields } from '../binary/fields.ts'

/**
 * The header of an ELF file (System V ABI, "ELF Header"): what it is and for which machine, before anything
 * else is read.
 */
export interface ElfHeader {
  /** Width of addresses in bits (`EI_CLASS`). */
  readonly bits: 32 | 64
  /** Byte order of the data (`EI_DATA`). */
  readonly order: 'little' | 'big'
  /** `EI_OSABI`: 0 where nothing special is asked for, 3 for GNU extensions. */
  readonly osAbi: number
  readonly type: ElfType
  /** `e_machine`, such as 62 for x86-64. */
  readonly machine: number
  readonly programHeaders: ElfTable
}

/** `e_type`: dynamic objects are libraries and position-independent programs. */
export type ElfType = 'relocatable' | 'executable' | 'dynamic' | 'core' | 'other'

/** Where a table of a file is. */
export interface ElfTable {
  /** In bytes from the start of the file. */
  readonly offset: number
  /** Bytes of one element. */
  readonly size: number
  readonly count: number
}

/** Bytes that {@link parseElfHeader} wants to see, or all of a shorter file. */
export const ELF_HEADER_SIZE = 64

const MAGIC = [0x7f, 0x45, 0x4c, 0x46]

/** True when bytes begin with the four bytes of every ELF file. */
export function hasElfMagic(start: Uint8Array): boolean {
  return MAGIC.every((byte, index) => start[index] === byte)
}

/**
 * Reads the header of an ELF file; undefined when the bytes are none. The magic alone is not believed: class,
 * byte order, versions and sizes must be ones that exist, so that data which happens to begin with the magic
 * is not taken for a program.
 */
export function parseElfHeader(start: Uint8Array): ElfHeader | undefined {
  if (!hasElfMagic(start)) return undefined
  const bits = BITS[start[4] ?? 0]
  const order = ORDERS[start[5] ?? 0]
  if (bits === undefined || order === undefined || start[6] !== CURRENT_VERSION) return undefined
  const layout = LAYOUTS[bits]
  if (start.length < layout.headerSize) return undefined
  const fields = new Fields(start, order)
  const size = fields.u16(layout.programHeaderSizeAt)
  const count = fields.u16(layout.programHeaderSizeAt + 2)
  const isSane =
    fields.u32(20) === CURRENT_VERSION &&
    fields.u16(layout.headerSizeAt) === layout.headerSize &&
    (count === 0 || size === layout.programHeaderSize)
  if (!isSane) return undefined
  const offset = bits === 64 ? fields.u64(32) : fields.u32(28)
  return {
    bits,
    order,
    osAbi: start[7] ?? 0,
    type: TYPES[fields.u16(16)] ?? 'other',
    machine: fields.u16(18),
    programHeaders: { offset, size, count },
  }
}

const CURRENT_VERSION = 1
const BITS = [undefined, 32, 64] as const
const ORDERS = [undefined, 'little', 'big'] as const
const TYPES = ['other', 'relocatable', 'executable', 'dynamic', 'core'] as const

/** Where the two classes differ, in bytes. */
const LAYOUTS = {
  32: { headerSize: 52, headerSizeAt: 40, programHeaderSizeAt: 42, programHeaderSize: 32 },
  64: { headerSize: 64, headerSizeAt: 52, programHeaderSizeAt: 54, programHeaderSize: 56 },
} as const
