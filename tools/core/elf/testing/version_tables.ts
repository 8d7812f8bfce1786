import type { StringTable } from './writer.ts'
import { Writer } from './writer.ts'

/** Symbol versions of an ELF file made for a test; `weak` are those of the needed ones that are. */
export interface VersionChoices {
  readonly defined?: readonly string[]
  readonly needed?: readonly NeedChoice[]
  readonly weak?: readonly string[]
}

interface NeedChoice {
  readonly library: string
  readonly versions: readonly string[]
}

/** An entry of the dynamic section. */
export type Tag = readonly [tag: number, value: number]

/** Bytes of the tables, and the tags that lead to them when they are at an address. */
interface VersionTables {
  readonly bytes: Uint8Array
  tagsAt(address: number): readonly Tag[]
}

/** Sizes of the entries of both tables, and of a definition with its one name. */
const ENTRY = 16
const DEFINITION = 20
const DEFINITION_WITH_NAME = 28

/** Writes the tables of symbol versions: lists of entries, each followed by its names. */
export function versionTables(
  { defined = [], needed = [], weak = [] }: VersionChoices,
  order: 'little' | 'big',
  strings: StringTable,
): VersionTables {
  const needsAt = defined.length * DEFINITION_WITH_NAME
  const entries = needed.reduce((sum, { versions }) => sum + 1 + versions.length, 0)
  const out = new Writer(Math.ceil((needsAt + entries * ENTRY) / 8) * 8, 32, order)
  for (const [index, name] of defined.entries())
    writeDefinition(out, index, strings.add(name), index === defined.length - 1)
  let at = needsAt
  for (const need of needed) {
    const names = need.versions.map(
      (version) => [strings.add(version), weak.includes(version)] as const,
    )
    writeNeed(out, at, strings.add(need.library), names, need === needed.at(-1))
    at += (1 + names.length) * ENTRY
  }
  const table = (tag: number, address: number, count: number): readonly Tag[] =>
    count === 0
      ? []
      : [
          [tag, address],
          [tag + 1, count],
        ]
  return {
    bytes: out.bytes,
    tagsAt: (address) => [
      ...table(0x6ffffffc, address, defined.length),
      ...table(0x6ffffffe, address + needsAt, needed.length),
    ],
  }
}

function writeDefinition(out: Writer, index: number, name: number, isLast: boolean): void {
  const at = index * DEFINITION_WITH_NAME
  out.u16(at, 1)
  out.u16(at + 4, index + 1)
  out.u16(at + 6, 1)
  out.u32(at + 12, DEFINITION)
  out.u32(at + 16, isLast ? 0 : DEFINITION_WITH_NAME)
  out.u32(at + DEFINITION, name)
}

function writeNeed(
  out: Writer,
  at: number,
  library: number,
  names: readonly (readonly [name: number, isWeak: boolean])[],
  isLast: boolean,
): void {
  out.u16(at, 1)
  out.u16(at + 2, names.length)
  out.u32(at + 4, library)
  out.u32(at + 8, ENTRY)
  out.u32(at + 12, isLast ? 0 : (1 + names.length) * ENTRY)
  for (const [index, [name, isWeak]] of names.entries()) {
    const entry = at + (1 + index) * ENTRY
    out.u16(entry + 4, isWeak ? 2 : 0)
    out.u32(entry + 8, name)
    out.u32(entry + 12, index === names.length - 1 ? 0 : ENTRY)
  }
}
