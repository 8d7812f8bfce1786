import type { Compression } from '../media_types.ts'
import { hasChecksum } from '../tar/checksum.ts'
import { BLOCK_SIZE } from '../tar/block.ts'

/** What the first bytes of a file say it is: a layer under a compression, or something else by name. */
export type Sniffed =
  | { readonly kind: 'layer'; readonly compression: Compression }
  | { readonly kind: 'other'; readonly name: string }

/** Bytes of a file that {@link sniffLayer} wants to see, or all of a shorter file. */
export const SNIFFED_SIZE = BLOCK_SIZE

const GZIP = [0x1f, 0x8b]
/** RFC 8878, sections 3.1.1 and 3.1.2: frames, and skippable frames, whose first byte varies. */
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd]
const ZSTD_SKIPPABLE = [0x2a, 0x4d, 0x18]

const OTHERS: readonly (readonly [magic: readonly number[], name: string])[] = [
  [[0x42, 0x5a, 0x68], 'a bzip2 file'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz file'],
  [[0x04, 0x22, 0x4d, 0x18], 'an lz4 file'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip file'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7z file'],
  [[0x7f, 0x45, 0x4c, 0x46], 'an ELF program'],
]

/** Tells what a file is by its first bytes. */
export function sniffLayer(start: Uint8Array): Sniffed {
  if (beginsWith(start, GZIP)) return { kind: 'layer', compression: 'gzip' }
  if (beginsWith(start, ZSTD) || isSkippable(start)) return { kind: 'layer', compression: 'zstd' }
  if (isTarStart(start)) return { kind: 'layer', compression: 'none' }
  const other = OTHERS.find(([magic]) => beginsWith(start, magic))
  return { kind: 'other', name: other?.[1] ?? (start.length === 0 ? 'empty' : 'not a tar') }
}

/**
 * True when a tar may begin so: with a header whose checksum holds, or with the zeros of an empty one.
 */
export function isTarStart(start: Uint8Array): boolean {
  if (start.length < BLOCK_SIZE) return false
  const block = start.subarray(0, BLOCK_SIZE)
  return block.every((byte) => byte === 0) || hasChecksum(block)
}

function isSkippable(start: Uint8Array): boolean {
  return ((start[0] ?? 0) & 0xf0) === 0x50 && beginsWith(start.subarray(1), ZSTD_SKIPPABLE)
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte)
}
