import { encodeUtf8 } from '../../utf8.ts'
import type { Tag, VersionChoices } from './version_tables.ts'
import { versionTables } from './version_tables.ts'
import { StringTable, Writer } from './writer.ts'

/** What an ELF file made for a test says. Everything has a default. */
export interface ElfChoices {
  readonly bits?: 32 | 64
  readonly order?: 'little' | 'big'
  readonly machine?: number
  readonly osAbi?: number
  readonly type?: number
  readonly interpreter?: string
  readonly soname?: string
  readonly needed?: readonly string[]
  readonly rpath?: string
  readonly runpath?: string
  /** Whether the dynamic linker of a machine can load it, as it does libraries; nothing in it can be called. */
  readonly loadable?: boolean
  /** Whether it has an entry for debuggers, as programs do. */
  readonly debug?: boolean
  readonly versions?: VersionChoices
  /** Names of dynamic symbols, which are in the table of strings only. */
  readonly symbols?: readonly string[]
}

/** Where the file is mapped, so that addresses are not offsets. */
const BASE_ADDRESS = 0x10000

/**
 * Writes a small ELF file with program headers, an interpreter, and a dynamic section: enough for whoever
 * reads headers, and nothing that could run. Without interpreter, names and paths it is a static program.
 */
export function makeElf(choices: ElfChoices = {}): Uint8Array {
  const { bits = 64, order = 'little' } = choices
  const strings = new StringTable()
  const tags = tagsOf(choices, strings)
  const versions = versionTables(choices.versions ?? {}, order, strings)
  for (const symbol of choices.symbols ?? []) strings.add(symbol)
  const interpreter = terminated(choices.interpreter)
  const word = bits / 8
  const [headerSize, segmentSize] = bits === 64 ? [64, 56] : [52, 32]
  const count = 1 + (interpreter.length > 0 ? 1 : 0) + (tags.length > 0 ? 1 : 0)
  const interpreterAt = headerSize + count * segmentSize
  const stringsAt = interpreterAt + interpreter.length
  const table = strings.bytes()
  const versionsAt = Math.ceil((stringsAt + table.length) / 8) * 8
  const dynamicAt = versionsAt + versions.bytes.length
  const places: readonly Tag[] = [
    ...stringTags(choices, BASE_ADDRESS + stringsAt, table.length),
    ...versions.tagsAt(BASE_ADDRESS + versionsAt),
    [0, 0],
  ]
  const all = tags.length === 0 ? [] : [...tags, ...places]
  const size = dynamicAt + all.length * 2 * word
  const out = new Writer(size, bits, order)
  writeHeader(out, choices, { headerSize, segmentSize, count })
  const segments: Segment[] = [{ type: 1, offset: 0, size }]
  if (interpreter.length > 0)
    segments.push({ type: 3, offset: interpreterAt, size: interpreter.length })
  if (tags.length > 0) segments.push({ type: 2, offset: dynamicAt, size: size - dynamicAt })
  for (const [index, segment] of segments.entries())
    writeSegment(out, headerSize + index * segmentSize, segment)
  if (choices.loadable === true) makeLoadable(out, headerSize, size)
  out.bytes.set(interpreter, interpreterAt)
  out.bytes.set(table, stringsAt)
  out.bytes.set(versions.bytes, versionsAt)
  for (const [index, [tag, value]] of all.entries()) {
    out.word(dynamicAt + index * 2 * word, tag)
    out.word(dynamicAt + index * 2 * word + word, value)
  }
  return out.bytes
}

function terminated(text: string | undefined): Uint8Array {
  return encodeUtf8(text === undefined ? '' : `${text}\0`)
}

function tagsOf(choices: ElfChoices, strings: StringTable): readonly Tag[] {
  const { needed = [], soname, rpath, runpath, debug = false } = choices
  const one = (tag: number, text: string | undefined): readonly Tag[] =>
    text === undefined ? [] : [[tag, strings.add(text)]]
  return [
    ...needed.flatMap((name) => one(1, name)),
    ...one(14, soname),
    ...one(15, rpath),
    ...one(29, runpath),
    ...(debug ? ([[21, 0]] as const) : []),
  ]
}

/** Where the table of strings is; that of symbols has none, but who loads a file asks where it is. */
function stringTags({ loadable = false }: ElfChoices, at: number, size: number): readonly Tag[] {
  return [[5, at], [10, size], ...(loadable ? ([[6, at]] as const) : [])]
}

interface Segment {
  readonly type: number
  readonly offset: number
  readonly size: number
}

function writeHeader(
  out: Writer,
  { machine = 62, osAbi = 0, type = 3 }: ElfChoices,
  sizes: { readonly headerSize: number; readonly segmentSize: number; readonly count: number },
): void {
  const { bits, order } = out
  out.bytes.set([0x7f, 0x45, 0x4c, 0x46, bits / 32, order === 'little' ? 1 : 2, 1, osAbi])
  out.u16(16, type)
  out.u16(18, machine)
  out.u32(20, 1)
  out.word(bits === 64 ? 32 : 28, sizes.headerSize)
  const at = bits === 64 ? 52 : 40
  out.u16(at, sizes.headerSize)
  out.u16(at + 2, sizes.segmentSize)
  out.u16(at + 4, sizes.count)
}

function writeSegment(out: Writer, at: number, { type, offset, size }: Segment): void {
  out.u32(at, type)
  const [offsetAt, addressAt, sizeAt] = out.bits === 64 ? [8, 16, 32] : [4, 8, 16]
  out.word(at + offsetAt, offset)
  out.word(at + addressAt, BASE_ADDRESS + offset)
  out.word(at + sizeAt, size)
}

/** The first segment of a 64-bit file is mapped, to be read and to be written by the linker. */
function makeLoadable(out: Writer, at: number, size: number): void {
  out.u32(at + 4, 6)
  out.word(at + 40, size)
  out.word(at + 48, 0x1000)
}
