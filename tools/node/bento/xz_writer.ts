import { crc32 } from 'node:zlib'

/**
 * Bytes of data in one chunk at most (xz-file-format 1.2.1 and the LZMA2 encoding: a chunk without compression
 * has a size of 16 bits).
 */
const MAX_CHUNK = 65_536
const MAGIC = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)
/** The check of a block is a CRC32. */
const FLAGS = Uint8Array.of(0x00, 0x01)
/** One filter, LZMA2 with a dictionary of 64 KiB, padded to a multiple of four. */
const BLOCK_HEADER = Uint8Array.of(0x02, 0x00, 0x21, 0x01, 0x08, 0x00, 0x00, 0x00)
const CHECK_BYTES = 4

/**
 * Writes an .xz file of chunks that are stored, not compressed: every reader of xz reads it, models hardly
 * compress, and it is written as fast as the disk takes it.
 */
export async function* storeAsXz(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield MAGIC
  yield withCrc(FLAGS)
  yield withCrc(BLOCK_HEADER)
  let size = 0
  let stored = 0
  let check = 0
  for await (const bytes of data) {
    for (let start = 0; start < bytes.length; start += MAX_CHUNK) {
      const chunk = bytes.subarray(start, start + MAX_CHUNK)
      // The first chunk resets the dictionary; a size is stored less one, in big-endian order.
      const last = chunk.length - 1
      yield Uint8Array.of(size === 0 ? 1 : 2, last >> 8, last & 0xff)
      yield chunk
      size += chunk.length
      stored += chunk.length + 3
      check = crc32(chunk, check)
    }
  }
  stored += 1
  yield Uint8Array.of(0)
  yield new Uint8Array((4 - (stored % 4)) % 4)
  yield littleEndian(check)
  yield* indexAndFooter(BLOCK_HEADER.length + 4 + stored + CHECK_BYTES, size)
}

function* indexAndFooter(unpaddedSize: number, size: number): Generator<Uint8Array> {
  const index = [0, 1, ...variableLength(unpaddedSize), ...variableLength(size)]
  while (index.length % 4 !== 0) index.push(0)
  yield withCrc(Uint8Array.from(index))
  const backwardSize = littleEndian((index.length + 4) / 4 - 1)
  const footer = Uint8Array.of(...backwardSize, ...FLAGS)
  yield littleEndian(crc32(footer))
  yield footer
  yield Uint8Array.of(0x59, 0x5a)
}

function withCrc(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes, ...littleEndian(crc32(bytes)))
}

function littleEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

/** Seven bits a byte, the lowest first. */
function variableLength(value: number): readonly number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return [...bytes, rest]
}
