import type { ByteWindows } from '../binary/byte_window.ts'
import { readExactly } from '../binary/byte_window.ts'
import { Fields } from '../binary/fields.ts'
import type { ElfHeader } from './header.ts'
import type { NameTable } from './iostream_version.ts'
import { withIostreamVersion } from './iostream_version.ts'
import type { ElfSegment } from './segments.ts'
import { offsetOfAddress, PT_INTERP } from './segments.ts'
import { cString } from './strings.ts'
import type { SymbolVersions, VersionTable } from './versions.ts'
import { readDefinedVersions, readNeededVersions } from './versions.ts'

/** What the dynamic section of a library or program says of others (System V ABI, "Dynamic Section"). */
export interface ElfDynamic {
  /** The name under which others need this library (`DT_SONAME`). */
  readonly soname: string | undefined
  /** Names of the libraries that this one needs, in order (`DT_NEEDED`). */
  readonly needed: readonly string[]
  /** Directories to search before `LD_LIBRARY_PATH`, joined by colons (`DT_RPATH`). */
  readonly rpath: string | undefined
  /** Directories to search after `LD_LIBRARY_PATH`, joined by colons (`DT_RUNPATH`). */
  readonly runpath: string | undefined
  /** Undefined when the file has none, or they are damaged. */
  readonly versions: SymbolVersions | undefined
}

/** Where the dynamic section of a file is, and what is needed to read it. */
export interface DynamicSection {
  readonly header: ElfHeader
  readonly segments: readonly ElfSegment[]
  readonly segment: ElfSegment
}

const DT_NULL = 0
const DT_NEEDED = 1
const DT_STRTAB = 5
const DT_STRSZ = 10
const DT_SONAME = 14
const DT_RPATH = 15
const DT_RUNPATH = 29
const DT_VERDEF = 0x6ffffffc
const DT_VERDEFNUM = 0x6ffffffd
const DT_VERNEED = 0x6ffffffe
const DT_VERNEEDNUM = 0x6fffffff

/** Far above what linkers write: a hostile file is not read for longer than this. */
const MAX_SECTION_SIZE = 1024 * 1024
const MAX_NEEDED = 4096
const MAX_STRING_LENGTH = 16 * 1024
const MAX_VERSION_LENGTH = 256

/** Reads the dynamic section; undefined when it is damaged. */
export function readDynamic(file: ByteWindows, section: DynamicSection): ElfDynamic | undefined {
  const tags = readTags(file, section)
  if (tags === undefined) return undefined
  const needed = tags.get(DT_NEEDED) ?? []
  const text = stringReader(file, section.segments, tags)
  if (text === undefined || needed.length > MAX_NEEDED) return undefined
  const names = needed.map((offset) => text(offset))
  const libraries = names.filter((name) => name !== null)
  const stated = readVersions(file, section, tags, (offset) => text(offset, MAX_VERSION_LENGTH))
  const [soname, rpath, runpath] = [DT_SONAME, DT_RPATH, DT_RUNPATH].map((tag) => {
    const offset = tags.get(tag)?.[0]
    return offset === undefined ? undefined : text(offset)
  })
  return [...names, soname, rpath, runpath].includes(null)
    ? undefined
    : {
        soname: soname ?? undefined,
        needed: libraries,
        rpath: rpath ?? undefined,
        runpath: runpath ?? undefined,
        versions: isProgram(section)
          ? withIostreamVersion(file, nameTable(section, tags), libraries, stated)
          : stated,
      }
}

/** Libraries are not judged: who loads them may have set the streams up. */
function isProgram({ segments }: DynamicSection): boolean {
  return segments.some(({ type }) => type === PT_INTERP)
}

function nameTable({ segments }: DynamicSection, tags: Tags): NameTable | undefined {
  const address = tags.get(DT_STRTAB)?.[0]
  const offset = address === undefined ? undefined : offsetOfAddress(segments, address)
  return offset === undefined ? undefined : { offset, size: tags.get(DT_STRSZ)?.[0] ?? 0 }
}

function readVersions(
  file: ByteWindows,
  { header: { order }, segments }: DynamicSection,
  tags: Tags,
  text: VersionTable['text'],
): SymbolVersions | undefined {
  const tableOf = (tag: number, countTag: number): VersionTable | undefined => {
    const address = tags.get(tag)?.[0]
    const offset = address === undefined ? undefined : offsetOfAddress(segments, address)
    return offset === undefined
      ? undefined
      : { offset, count: tags.get(countTag)?.[0] ?? 0, order, text }
  }
  const [definitions, needs] = [
    tableOf(DT_VERDEF, DT_VERDEFNUM),
    tableOf(DT_VERNEED, DT_VERNEEDNUM),
  ]
  if (definitions === undefined && needs === undefined) return undefined
  const defined = definitions === undefined ? [] : readDefinedVersions(file, definitions)
  const needed = needs === undefined ? [] : readNeededVersions(file, needs)
  return defined === undefined || needed === undefined ? undefined : { defined, needed }
}

type Tags = ReadonlyMap<number, readonly number[]>

/** The values of each tag, in order. */
function readTags(
  file: ByteWindows,
  { header: { bits, order }, segment }: DynamicSection,
): Tags | undefined {
  if (segment.size > MAX_SECTION_SIZE) return undefined
  const bytes = readExactly(file, segment.offset, segment.size)
  if (bytes === undefined) return undefined
  const fields = new Fields(bytes, order)
  const width = bits / 8
  const word = (at: number): number => (bits === 64 ? fields.u64(at) : fields.u32(at))
  const tags = new Map<number, number[]>()
  for (let at = 0; at + 2 * width <= bytes.length; at += 2 * width) {
    const tag = word(at)
    if (tag === DT_NULL) break
    const values = tags.get(tag)
    if (values === undefined) tags.set(tag, [word(at + width)])
    else values.push(word(at + width))
  }
  return tags
}

/**
 * Reads strings of the string table by their offsets; such a read gives null for an offset without a
 * string. Undefined when there are strings to read and no table.
 */
function stringReader(
  file: ByteWindows,
  segments: readonly ElfSegment[],
  tags: Tags,
): ((offset: number, longest?: number) => string | null) | undefined {
  const address = tags.get(DT_STRTAB)?.[0]
  const size = tags.get(DT_STRSZ)?.[0] ?? 0
  const table = address === undefined ? undefined : offsetOfAddress(segments, address)
  const isAsked = [DT_NEEDED, DT_SONAME, DT_RPATH, DT_RUNPATH].some((tag) => tags.has(tag))
  if (table === undefined) return isAsked ? undefined : () => null
  return (offset, longest = MAX_STRING_LENGTH) => {
    const length = Math.min(longest, size - offset, file.size - table - offset)
    const bytes = length > 0 ? readExactly(file, table + offset, length) : undefined
    return (bytes && cString(bytes)) ?? null
  }
}
