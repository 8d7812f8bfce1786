/** Where a field of a header block is. */
export interface Field {
  readonly offset: number
  /** Bytes, with the NUL that ends a number. */
  readonly length: number
}

/** The fields of a header block (POSIX.1-2008, pax, "ustar Interchange Format"). */
export const USTAR = {
  name: { offset: 0, length: 100 },
  mode: { offset: 100, length: 8 },
  uid: { offset: 108, length: 8 },
  gid: { offset: 116, length: 8 },
  size: { offset: 124, length: 12 },
  mtime: { offset: 136, length: 12 },
  chksum: { offset: 148, length: 8 },
  typeflag: { offset: 156, length: 1 },
  linkname: { offset: 157, length: 100 },
  magic: { offset: 257, length: 6 },
  version: { offset: 263, length: 2 },
  uname: { offset: 265, length: 32 },
  gname: { offset: 297, length: 32 },
  devmajor: { offset: 329, length: 8 },
  devminor: { offset: 337, length: 8 },
  prefix: { offset: 345, length: 155 },
} as const satisfies Readonly<Record<string, Field>>

/** The bytes of a field. */
export function fieldOf(block: Uint8Array, { offset, length }: Field): Uint8Array {
  return block.subarray(offset, offset + length)
}
