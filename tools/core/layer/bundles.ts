import { encodeUtf8 } from '../utf8.ts'

/** Something to be put into some layer. */
export interface Placed {
  /** Path in the image. */
  readonly path: string
}

/** A file to be put into some layer. */
export interface SizedFile extends Placed {
  /** Bytes. */
  readonly size: number
}

/**
 * Groups files so that every group of two or more fits.
 *
 * All files start as one group; a group that is too big is split in two by the next bit of a hash of each
 * path. So which group a file is in depends on its own path and on how big the group is, not on its
 * neighbours: an edit of one file changes the group of that file, and at the most splits it or joins it
 * to the one it was split from.
 *
 * @param files in the order that groups keep inside
 * @param fits whether a group is small enough; a part of one that fits must fit as well
 */
export function bundle<F extends Placed>(
  files: readonly F[],
  fits: (group: readonly F[]) => boolean,
): readonly (readonly F[])[] {
  return files.length === 0 ? [] : split(files, fits, 0)
}

/** Bytes of a group, tar headers not counted. */
export function sizeOfGroup(files: readonly SizedFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}

const HASH_BITS = 32

function split<F extends Placed>(
  files: readonly F[],
  fits: (group: readonly F[]) => boolean,
  bit: number,
): readonly (readonly F[])[] {
  if (files.length === 1 || fits(files)) return [files]
  if (bit === HASH_BITS) return files.map((file) => [file])
  const isSet = ({ path }: F): boolean => (hashOf(path) >>> (HASH_BITS - 1 - bit)) % 2 === 1
  const halves = [files.filter((file) => !isSet(file)), files.filter(isSet)]
  return halves.flatMap((half) => (half.length === 0 ? [] : split(half, fits, bit + 1)))
}

/** FNV-1a, then the final mix of MurmurHash3, so that similar names differ in their first bits too. */
function hashOf(path: string): number {
  let hash = 0x811c9dc5
  for (const byte of encodeUtf8(path)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
