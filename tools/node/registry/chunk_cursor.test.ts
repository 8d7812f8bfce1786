import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ChunkCursor } from './chunk_cursor.ts'

const BYTES = Uint8Array.from({ length: 100 }, (_, index) => index)

async function read(portion: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of portion) chunks.push(Uint8Array.from(chunk))
  return Buffer.concat(chunks)
}

describe('ChunkCursor', () => {
  it('hands out the same bytes whatever the chunks and the portions are', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (chunkSizes, portions) => {
        let opened = 0
        await using cursor = new ChunkCursor(async function* (start) {
          opened += 1
          for (let at = start, k = 0; at < BYTES.length; k += 1) {
            const size = chunkSizes[k % chunkSizes.length] ?? 1
            yield BYTES.slice(at, at + size)
            await Promise.resolve()
            at += size
          }
        })
        let position = 0
        for (const length of portions) {
          const portion = await read(cursor.take(position, length))
          assert.deepEqual(portion, Buffer.from(BYTES.slice(position, position + length)))
          position += portion.length
        }
        assert.equal(opened, 1)
      }),
      { seed: 8, numRuns: 200 },
    )
  })

  it('opens the source again to go back, and lets go of it', async () => {
    const log: string[] = []
    const cursor = new ChunkCursor(async function* (start) {
      log.push(`open ${start}`)
      try {
        for (let at = start; at < 100; at += 1) {
          yield BYTES.subarray(at, at + 1)
          await Promise.resolve()
        }
      } finally {
        log.push('closed')
      }
    })
    await read(cursor.take(0, 10))
    assert.deepEqual(await read(cursor.take(5, 3)), Buffer.from([5, 6, 7]))
    await cursor[Symbol.asyncDispose]()
    assert.deepEqual(log, ['open 0', 'closed', 'open 5', 'closed'])
  })
})
