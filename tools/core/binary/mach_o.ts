import type { ByteWindows } from './byte_window.ts'
import { readExactly } from './byte_window.ts'
import { Fields } from './fields.ts'

/** `cputype` of Mach-O files, to GOARCH (Apple's mach/machine.h). */
const CPUS: ReadonlyMap<number, string> = new Map([
  [0x0000_0007, '386'],
  [0x0100_0007, 'amd64'],
  [0x0000_000c, 'arm'],
  [0x0100_000c, 'arm64'],
  [0x0200_000c, 'arm64'],
  [0x0000_0012, 'ppc'],
  [0x0100_0012, 'ppc64'],
])

const THIN = { 32: 0xfeed_face, 64: 0xfeed_facf } as const
const FAT = { 32: 0xcafe_babe, 64: 0xcafe_babf } as const
const THIN_HEADER_SIZE = { 32: 28, 64: 32 } as const
const FAT_HEADER_SIZE = 8
const FAT_ENTRY_SIZE = { 32: 20, 64: 32 } as const

/** Fat files have a handful; Java classes, which have the same magic, state a version of 45 or more here. */
const MAX_SLICES = 20

/** `filetype` 1 (`MH_OBJECT`) to 12 (`MH_FILESET`). */
const LAST_FILE_TYPE = 12
const MAX_COMMANDS = 0x10000

/**
 * The processors that a Mach-O file, a program or library of macOS, is for; undefined for anything else.
 * Headers are checked so far that data with the same first bytes, Java classes above all, is not taken for
 * one (Apple's mach-o/loader.h and mach-o/fat.h).
 */
export function machOArchitectures(file: ByteWindows): readonly string[] | undefined {
  const start = readExactly(file, 0, FAT_HEADER_SIZE)
  if (start === undefined) return undefined
  const big = new Fields(start, 'big')
  const magic = big.u32(0)
  if (magic === FAT[32] || magic === FAT[64])
    return fatArchitectures(file, magic === FAT[64] ? 64 : 32, big.u32(4))
  const thin = thinArchitecture(file)
  return thin === undefined ? undefined : [thin]
}

function thinArchitecture(file: ByteWindows): string | undefined {
  for (const order of ['little', 'big'] as const) {
    for (const bits of [64, 32] as const) {
      const header = readExactly(file, 0, THIN_HEADER_SIZE[bits])
      if (header === undefined) continue
      const fields = new Fields(header, order)
      if (fields.u32(0) === THIN[bits]) return saneArchitecture(file, fields)
    }
  }
  return undefined
}

function saneArchitecture(file: ByteWindows, fields: Fields): string | undefined {
  const [type, commands, commandBytes] = [fields.u32(12), fields.u32(16), fields.u32(20)]
  const isSane =
    type >= 1 &&
    type <= LAST_FILE_TYPE &&
    commands <= MAX_COMMANDS &&
    commandBytes >= commands * 8 &&
    commandBytes <= file.size
  return isSane ? CPUS.get(fields.u32(4)) : undefined
}

function fatArchitectures(
  file: ByteWindows,
  bits: 32 | 64,
  count: number,
): readonly string[] | undefined {
  if (count === 0 || count > MAX_SLICES) return undefined
  const size = FAT_ENTRY_SIZE[bits]
  const table = readExactly(file, FAT_HEADER_SIZE, count * size)
  if (table === undefined) return undefined
  const fields = new Fields(table, 'big')
  const names = Array.from({ length: count }, (_, index) => {
    const at = index * size
    const end =
      bits === 64
        ? fields.u64(at + 8) + fields.u64(at + 16)
        : fields.u32(at + 8) + fields.u32(at + 12)
    return end <= file.size ? CPUS.get(fields.u32(at)) : undefined
  })
  return names.every((name) => name !== undefined) ? names : undefined
}
