import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import { PACKAGE_EXPANSION } from '../../core/archive/expansion.ts'
import type { ExpansionLimits } from '../../core/archive/expansion.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { decompressZstd } from './decompress.ts'
import { boundedDecompression } from './bounded_decompression.ts'
import { messageOf } from '../../testing/saying.ts'

const MIB = 1024 ** 2

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield bytes
}

/** How many bytes come out, and why it ended. */
async function grow(
  compressed: AsyncIterable<Uint8Array>,
  limits: ExpansionLimits = PACKAGE_EXPANSION,
): Promise<{ readonly produced: number; readonly problem: string | undefined }> {
  let produced = 0
  try {
    for await (const chunk of boundedDecompression('a.zst', compressed, decompressZstd, limits)) {
      produced += chunk.length
    }
    return { produced, problem: undefined }
  } catch (error) {
    if (!(error instanceof ExpectedFailure)) throw error
    return { produced, problem: messageOf(error) }
  }
}

describe('boundedDecompression()', () => {
  it('passes what grows little, and what is small, however much it grows', async () => {
    assert.deepEqual(await grow(once(zstdCompressSync(Buffer.alloc(60 * MIB)))), {
      produced: 60 * MIB,
      problem: undefined,
    })
  })

  it('ends a bomb soon after its limit', async () => {
    const frame = zstdCompressSync(Buffer.alloc(64 * MIB))
    assert(64 * MIB > 10_000 * frame.length)
    // 100 GiB, if anybody read on.
    async function* bomb(): AsyncGenerator<Uint8Array> {
      for (let count = 0; count < 1600; count += 1) yield* once(frame)
    }
    const { produced, problem } = await grow(bomb())
    assert.match(problem ?? '', /Cannot decompress "a\.zst": it grows to more than 1100 times/)
    assert(produced <= PACKAGE_EXPANSION.freeBytes + MIB, String(produced))
  })

  it('ends what is larger than anything may be', async () => {
    const limits = { ...PACKAGE_EXPANSION, maxBytes: 10 * MIB }
    const { problem } = await grow(once(zstdCompressSync(Buffer.alloc(11 * MIB))), limits)
    assert.match(problem ?? '', /more than 10485760 bytes/)
  })

  it('passes on what the decompressor throws', async () => {
    await assert.rejects(grow(once(Buffer.from('no zstd at all'))), /prefix|frame/i)
  })
})
