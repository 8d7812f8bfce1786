import { hasChecksum } from './checksum.ts'
import { fieldText } from './field_text.ts'
import type { Field } from './ustar_fields.ts'
import { fieldOf, USTAR } from './ustar_fields.ts'

/** An entry as a tar has it: paths as written, whatever they are. */
export interface ScannedEntry {
  readonly kind: 'file' | 'symbolic link' | 'hard link' | 'directory' | 'other'
  readonly path: string
  /** What a link of either kind says; empty for others. */
  readonly target: string
  /** Bytes of the contents. */
  readonly size: number
  /** Permission bits. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** What names the next entry: a pax record, or GNU's entry of one long name. */
export type NameRecord = 'pax' | 'path' | 'target' | 'ignored'

/** What one block says. */
export type ParsedHeader =
  | {
      readonly kind: 'entry'
      readonly entry: ScannedEntry
      /** Blocks that list holes of a sparse file stand between the header and the contents. */
      readonly hasMoreHoles: boolean
    }
  | { readonly kind: 'names'; readonly names: NameRecord; readonly size: number }
  | 'zeros'
  | 'not a header'

const KINDS: Readonly<Record<string, ScannedEntry['kind']>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hard link',
  '2': 'symbolic link',
  '5': 'directory',
}

/** POSIX pax ("Pax Interchange Format") and GNU tar ("Basic Tar Format"). */
const NAMES: Readonly<Record<string, NameRecord>> = {
  x: 'pax',
  g: 'ignored',
  L: 'path',
  K: 'target',
}

/** Reads a header block (POSIX.1-2008, pax, "ustar Interchange Format"). */
export function parseHeader(block: Uint8Array): ParsedHeader {
  if (block.every((byte) => byte === 0)) return 'zeros'
  const size = readNumber(fieldOf(block, USTAR.size))
  if (size === undefined || !hasChecksum(block)) return 'not a header'
  const flag = String.fromCharCode(block[USTAR.typeflag.offset] ?? 0)
  const names = NAMES[flag]
  if (names !== undefined) return { kind: 'names', names, size }
  const kind = KINDS[flag] ?? 'other'
  const prefix = hasPrefix(block) ? fieldText(fieldOf(block, USTAR.prefix)) : ''
  const name = fieldText(fieldOf(block, USTAR.name))
  return {
    kind: 'entry',
    hasMoreHoles: flag === GNU_SPARSE && block[482] === 1,
    entry: {
      kind,
      path: prefix === '' ? name : `${prefix}/${name}`,
      target: kind.endsWith('link') ? fieldText(fieldOf(block, USTAR.linkname)) : '',
      // Links and directories may state a size, and have no contents.
      size: kind === 'file' || kind === 'other' ? size : 0,
      mode: numberIn(block, USTAR.mode) & 0o7777,
      uid: numberIn(block, USTAR.uid),
      gid: numberIn(block, USTAR.gid),
    },
  }
}

/** GNU tar, "Storing Sparse Files", "Old GNU Format". */
const GNU_SPARSE = 'S'

/** True for a block of holes that has another one after it. */
export function continuesHoles(block: Uint8Array): boolean {
  return block[504] === 1
}

/** "ustar" and NUL: in GNU's own format the field has times. */
function hasPrefix(block: Uint8Array): boolean {
  const magic = fieldOf(block, USTAR.magic)
  return [0x75, 0x73, 0x74, 0x61, 0x72, 0].every((byte, index) => magic[index] === byte)
}

/** What a field says that nothing else depends on; 0 where it says nothing. */
function numberIn(block: Uint8Array, field: Field): number {
  return readNumber(fieldOf(block, field)) ?? 0
}

/** Octal digits up to a space or NUL, or GNU's binary form of large numbers. */
function readNumber(field: Uint8Array): number | undefined {
  if (((field[0] ?? 0) & 0x80) !== 0) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, (field[0] ?? 0) & 0x7f)
    return Number.isSafeInteger(value) ? value : undefined
  }
  const digits = /^[ \0]*([0-7]*)(?:[ \0]|$)/.exec(String.fromCharCode(...field))?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits === '' ? '0' : digits, 8)
}
