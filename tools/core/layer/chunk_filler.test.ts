import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ChunkFiller } from './chunk_filler.ts'
import type { TarPart } from './tar_parts.ts'

/** The bytes of a file of the test are all the same. */
function bytesOf(part: TarPart): Buffer {
  switch (part.kind) {
    case 'bytes':
      return Buffer.from(part.bytes)
    case 'file':
      return Buffer.alloc(part.size, part.source)
    case 'zeros':
      return Buffer.alloc(part.size)
  }
}

function fillAll(parts: readonly TarPart[], chunkSize: number): readonly Buffer[] {
  const filler = new ChunkFiller(parts)
  const chunks: Buffer[] = []
  while (!filler.finished) {
    const chunk = Buffer.alloc(chunkSize, 0xff)
    const { length, files } = filler.fill(chunk)
    for (const { source, at, length: run } of files) chunk.fill(source, at, at + run)
    chunks.push(chunk.subarray(0, length))
  }
  return chunks
}

describe('ChunkFiller', () => {
  it('cuts parts into full chunks and a last one, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 40 })
    const part = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => ({ kind: 'bytes', bytes })),
      size.map((zeros) => ({ kind: 'zeros', size: zeros })),
      fc.tuple(size, fc.constantFrom('a', 'b')).map(([length, source]) => {
        return { kind: 'file', size: length, source }
      }),
    ) as fc.Arbitrary<TarPart>
    const parts = fc.array(part, { minLength: 1, maxLength: 20 })
    const property = fc.property(parts, fc.integer({ min: 1, max: 50 }), (given, chunkSize) => {
      const chunks = fillAll(given, chunkSize)
      assert.ok(chunks.slice(0, -1).every(({ length }) => length === chunkSize))
      assert.ok(Buffer.concat(chunks).equals(Buffer.concat(given.map(bytesOf))))
    })
    fc.assert(property, { seed: 7, numRuns: 300 })
  })

  it('says where in the file each run begins, past four gibibytes too', () => {
    const size = 5 * 1024 ** 3
    const filler = new ChunkFiller([{ kind: 'file', source: 'big', size, stamp: 9 }])
    const chunk = new Uint8Array(1024 ** 2)
    let last = filler.fill(chunk)
    while (!filler.finished) last = filler.fill(chunk)
    assert.deepEqual(last.files, [
      { source: 'big', offset: size - 1024 ** 2, length: 1024 ** 2, at: 0, size, stamp: 9 },
    ])
  })
})
