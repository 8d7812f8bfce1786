import { hasElfMagic, parseElfHeader, ELF_HEADER_SIZE } from '../elf/header.ts'
import { elfArchitecture, elfSystem } from '../elf/machines.ts'
import type { ByteWindows } from './byte_window.ts'
import { machOArchitectures } from './mach_o.ts'
import { readPe } from './pe.ts'

/** What a program or library is, and what it is made for. */
export interface BinaryKind {
  readonly format: 'elf' | 'mach-o' | 'pe'
  /** GOOS. ELF files that name no system count as Linux. */
  readonly os: string
  /** GOARCH, several for a universal file of macOS; empty for a machine that rt does not know. */
  readonly architectures: readonly string[]
}

/** Bytes of a file's start that {@link mayBeBinary} wants to see. */
export const BINARY_MAGIC_SIZE = 4

/** Tells cheaply whether it is worth to ask {@link identifyBinary} about a file that begins so. */
export function mayBeBinary(start: Uint8Array): boolean {
  if (hasElfMagic(start)) return true
  const [a, b, c, d] = start
  if (a === 0x4d && b === 0x5a) return true
  if (a === 0xca && b === 0xfe && c === 0xba) return d === 0xbe || d === 0xbf
  if (a === 0xfe && b === 0xed && c === 0xfa) return d === 0xce || d === 0xcf
  return (a === 0xce || a === 0xcf) && b === 0xfa && c === 0xed && d === 0xfe
}

/**
 * Tells whether a file is a program or library for the processor of some container, and which. Undefined for
 * all else: data, code for GPUs and other devices, assemblies of .NET.
 */
export function identifyBinary(file: ByteWindows): BinaryKind | undefined {
  const start = file.read(0, ELF_HEADER_SIZE)
  if (!mayBeBinary(start)) return undefined
  const header = parseElfHeader(start)
  if (header !== undefined) {
    const architecture = elfArchitecture(header)
    if (architecture === undefined) return undefined
    return { format: 'elf', os: elfSystem(header) ?? 'linux', architectures: [architecture] }
  }
  const architectures = machOArchitectures(file)
  if (architectures !== undefined) return { format: 'mach-o', os: 'darwin', architectures }
  const pe = readPe(file)
  if (pe === undefined || pe.isManaged) return undefined
  const { architecture } = pe
  return {
    format: 'pe',
    os: 'windows',
    architectures: architecture === undefined ? [] : [architecture],
  }
}
