import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import { decompressZstd } from './decompress.ts'

/** Gives pieces in one buffer again and again, as real sources do. */
async function* pieces(
  bytes: Uint8Array,
  size: number,
  onReturn?: () => void,
): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(size)
  try {
    for (let offset = 0; offset < bytes.length; offset += size) {
      const piece = bytes.subarray(offset, offset + size)
      buffer.set(piece)
      yield await Promise.resolve(buffer.subarray(0, piece.length))
      buffer.fill(0)
    }
  } finally {
    onReturn?.()
  }
}

async function digest(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

describe('decompressZstd', () => {
  const frames = Array.from({ length: 20 }, (_, index) =>
    index % 2 === 0 ? randomBytes(700_000) : Buffer.alloc(900_000, index),
  )
  const expected = createHash('sha256').update(Buffer.concat(frames)).digest('hex')
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
  const parts = frames.map((frame) => zstdCompressSync(frame))
  const compressed = Buffer.concat([skippable, ...parts.slice(0, 9), skippable, ...parts.slice(9)])

  for (const size of [1 << 20, 65_537, 1009]) {
    it(`reads many frames in pieces of ${size} bytes whose buffer is used again`, async () => {
      assert.equal(await digest(decompressZstd(pieces(compressed, size))), expected)
    })
  }

  it('throws for a stream that is cut off', async () => {
    const cut = pieces(compressed.subarray(0, -5), 4096)
    await assert.rejects(digest(decompressZstd(cut)), /unexpected end of file/)
  })

  it('throws for bytes that are no zstd', async () => {
    const noise = pieces(Buffer.alloc(10_000, 'x'), 4096)
    await assert.rejects(digest(decompressZstd(noise)))
  })

  it('throws the error of its source', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(compressed.subarray(0, 100_000))
      throw new RangeError('Changed')
    }
    await assert.rejects(digest(decompressZstd(broken())), RangeError)
  })

  it('closes its source when nobody reads on', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    for await (const chunk of decompressZstd(pieces(compressed, 4096, () => resolve('closed')))) {
      assert(chunk.length > 0)
      break
    }
    assert.equal(await promise, 'closed')
  })
})
