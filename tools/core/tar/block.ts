/** Bytes of a tar block; headers and padded contents are multiples of it. */
export const BLOCK_SIZE = 512

/** Zero bytes at the end of an archive: two blocks (POSIX pax, "ustar Interchange Format"). */
export const END_OF_ARCHIVE_SIZE = 2 * BLOCK_SIZE

/** Zero bytes that follow contents of a size, so that the next header starts on a block. */
export function paddingAfter(size: number): number {
  return (BLOCK_SIZE - (size % BLOCK_SIZE)) % BLOCK_SIZE
}

/**
 * Empty blocks, cut from slabs that grow with their number: to make an array takes longer than to fill a block, and
 * blocks of one slab go to another thread together.
 */
export class BlockSlab {
  #slab = new Uint8Array(0)
  #used = 0

  /** A block of zeros that nobody else has. */
  take(): Uint8Array {
    if (this.#used === this.#slab.length) {
      this.#slab = new Uint8Array(Math.min(this.#used * 2, MAX_SLAB_SIZE) || BLOCK_SIZE)
      this.#used = 0
    }
    const start = this.#used
    this.#used += BLOCK_SIZE
    return this.#slab.subarray(start, this.#used)
  }
}

const MAX_SLAB_SIZE = 128 * BLOCK_SIZE
