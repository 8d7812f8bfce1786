import type { ByteWindows } from './byte_window.ts'
import { readExactly } from './byte_window.ts'
import { Fields } from './fields.ts'

/** A program or library of Windows. */
export interface PeFile {
  /** GOARCH; undefined for a machine that rt does not know. */
  readonly architecture: string | undefined
  /** True for an assembly of .NET, which runs wherever .NET does. */
  readonly isManaged: boolean
}

/** `Machine` of the COFF header, to GOARCH (Microsoft's PE Format, "Machine Types"). */
const MACHINES: ReadonlyMap<number, string> = new Map([
  [0x014c, '386'],
  [0x8664, 'amd64'],
  [0x01c0, 'arm'],
  [0x01c4, 'arm'],
  [0xaa64, 'arm64'],
  [0x5064, 'riscv64'],
  [0x6264, 'loong64'],
])

const DOS_HEADER_SIZE = 64
const PE_OFFSET_AT = 0x3c
/** "PE\0\0", the COFF header, and as much of the optional header as there may be. */
const COFF_HEADER_SIZE = 24
const PE32 = 0x10b
const PE32_PLUS = 0x20b

/** Where the optional header has the table of data directories, and the index of .NET's in it. */
const DIRECTORIES_AT = { [PE32]: 96, [PE32_PLUS]: 112 } as const
const CLR_DIRECTORY = 14
const DIRECTORY_SIZE = 8

/** Reads the headers of a PE file (Microsoft's PE Format); undefined when it is none. */
export function readPe(file: ByteWindows): PeFile | undefined {
  const dos = readExactly(file, 0, DOS_HEADER_SIZE)
  if (dos?.[0] !== 0x4d || dos[1] !== 0x5a) return undefined
  const at = new Fields(dos, 'little').u32(PE_OFFSET_AT)
  const coff = readExactly(file, at, COFF_HEADER_SIZE)
  if (coff === undefined) return undefined
  const fields = new Fields(coff, 'little')
  if (fields.u32(0) !== PE_SIGNATURE) return undefined
  const optional = readExactly(file, at + COFF_HEADER_SIZE, fields.u16(20))
  if (optional === undefined || optional.length < 2) return undefined
  const magic = new Fields(optional, 'little').u16(0)
  if (magic !== PE32 && magic !== PE32_PLUS) return undefined
  return {
    architecture: MACHINES.get(fields.u16(4)),
    isManaged: hasClrHeader(optional, DIRECTORIES_AT[magic]),
  }
}

const PE_SIGNATURE = 0x0000_4550

function hasClrHeader(optional: Uint8Array, directories: number): boolean {
  const at = directories + CLR_DIRECTORY * DIRECTORY_SIZE
  return optional.length >= at + DIRECTORY_SIZE && new Fields(optional, 'little').u32(at + 4) > 0
}
