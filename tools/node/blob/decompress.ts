import { once } from 'node:events'
import { createZstdDecompress } from 'node:zlib'
import type { ZstdDecompress } from 'node:zlib'

/**
 * Decompresses a zstd stream of any number of frames (RFC 8878).
 *
 * @throws the error of the input; an Error of zlib for bytes that are no zstd
 */
export async function* decompressZstd(
  compressed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const decoder = createZstdDecompress({ chunkSize: 1 << 18 })
  const fed = feed(decoder, compressed)
  try {
    for await (const chunk of decoder) yield chunk as Uint8Array
  } finally {
    decoder.destroy()
    await fed
  }
}

/** Hands chunks on one by one: each is used up before the next is asked for, as its buffer is used again. */
async function feed(decoder: ZstdDecompress, compressed: AsyncIterable<Uint8Array>): Promise<void> {
  const closed = once(decoder, 'close').catch(() => undefined)
  try {
    for await (const chunk of compressed) {
      const written = new Promise((resolve) => decoder.write(chunk, resolve))
      await Promise.race([written, closed])
      if (decoder.destroyed) return
    }
    decoder.end()
  } catch (error) {
    decoder.destroy(error as Error)
  }
}
