/**
 * Bytes of a file, read a window at a time: what the readers of ELF, Mach-O and PE work from, so that a
 * library of half a gigabyte costs a few kilobytes of memory.
 */
export interface ByteWindows {
  /** Bytes of the whole file. */
  readonly size: number
  /**
   * Reads `length` bytes from `offset`; fewer, or none, where the file ends before. Readers ask for 1 MiB at
   * the most, and for safe integers only.
   */
  read(offset: number, length: number): Uint8Array
}

/** Windows of bytes that are in memory. */
export function windowsOf(bytes: Uint8Array): ByteWindows {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  }
}

/**
 * Reads exactly that many bytes; undefined when the file has not as many there. Takes any numbers: what a
 * damaged file states may be anything.
 */
export function readExactly(
  file: ByteWindows,
  offset: number,
  length: number,
): Uint8Array | undefined {
  if (!Number.isSafeInteger(offset + length) || offset < 0 || offset + length > file.size)
    return undefined
  const bytes = file.read(offset, length)
  return bytes.length === length ? bytes : undefined
}
