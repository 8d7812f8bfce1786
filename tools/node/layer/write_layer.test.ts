import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  lstatSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { describe, it } from 'node:test'
import { decompress } from '@mongodb-js/zstd'
import type { Entry, ImagePath } from '../../core/entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../../core/entries/entry.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Codec } from '../../core/layer/codec.ts'
import { tarParts } from '../../core/layer/tar_parts.ts'
import { Scratch } from '../../testing/scratch.ts'
import { readTar, tarBytes } from '../../testing/tar_reader.ts'
import { sizesOnDemand, sourceSizes } from './source_sizes.ts'
import type { WrittenLayer } from './write_layer.ts'
import { packingPool } from './packed_chunks.ts'
import { writeLayer } from './write_layer.ts'
import { saying } from '../../testing/saying.ts'

const MIB = 1024 * 1024
const CHUNK = 4 * MIB
const NEVER = new AbortController().signal
const CODECS: readonly Codec[] = [
  { compression: 'none' },
  { compression: 'gzip', level: 1 },
  { compression: 'zstd', level: 3 },
]

function file(path: string, source: string): Entry {
  return { kind: 'file', path: path as ImagePath, source, ...DEFAULT_ATTRIBUTES }
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** Bytes that compress a little, the same in every run. */
function noise(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = seed
  for (let at = 0; at < size; at += 4) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9
    bytes.writeInt32LE(state & 0x3f3f_00ff, Math.min(at, size - 4))
  }
  return bytes
}

async function write(
  scratch: Scratch,
  entries: readonly Entry[],
  { codec, workers }: { readonly codec: Codec; readonly workers: number },
): Promise<WrittenLayer> {
  const parts = tarParts(entries, sourceSizes(entries))
  await using pool = packingPool(workers)
  return await writeLayer({ parts, out: scratch.path('out'), signal: NEVER, codec, pool })
}

/** A few files that end in the middle of chunks, and many small ones: three chunks. */
function mixedFiles(scratch: Scratch): readonly Entry[] {
  const big = [5 * MIB + 17, CHUNK - 3, MIB - 1].map((size, index) =>
    file(`big/${index}`, scratch.write(`big${index}`, noise(size, index + 1))),
  )
  const small = Array.from({ length: 300 }, (_, index) =>
    file(`small/${index}`, scratch.write(`s/${index}`, `number ${index}\n`.repeat(index % 50))),
  )
  return [...big, ...small]
}

describe('writeLayer()', () => {
  for (const codec of CODECS) {
    it(`writes the same bytes with any number of threads: ${codec.compression}`, async () => {
      await using scratch = await Scratch.make()
      const entries = mixedFiles(scratch)
      const digests = new Set<string>()
      for (const workers of [0, 1, 2, 4]) {
        const { digest, size } = await write(scratch, entries, { codec, workers })
        const bytes = readFileSync(scratch.path('out'))
        assert.equal(digest, sha256(bytes))
        assert.equal(size, bytes.length)
        digests.add(digest)
      }
      assert.equal(digests.size, 1)
    })
  }

  it('loses nothing that goes in', async () => {
    await using scratch = await Scratch.make()
    const entries = mixedFiles(scratch)
    const codec = { compression: 'zstd', level: 3 } as const
    const { diffId } = await write(scratch, entries, { codec, workers: 2 })
    const tar = scratch.write('tar', tarBytes(scratch.path('out'), 'zstd'))
    assert.equal(diffId, sha256(readFileSync(tar)))
    const read = await readTar(tar)
    assert.equal(read.length, entries.length)
    for (const [index, entry] of entries.entries()) {
      assert.ok(entry.kind === 'file' && entry.source !== undefined)
      assert.equal(read[index]?.name, entry.path)
      assert.ok(read[index].content.equals(readFileSync(entry.source)))
    }
  })

  it('ends with the last chunk: no empty zstd frame or gzip member follows', async () => {
    await using scratch = await Scratch.make()
    // Header, contents and end of archive are three chunks to the byte.
    const entries = [file('x', scratch.write('x', noise(3 * CHUNK - 1536, 5)))]
    await write(scratch, entries, { codec: { compression: 'zstd', level: 3 }, workers: 2 })
    const zstd = readFileSync(scratch.path('out'))
    assert.equal(countOf(zstd, Buffer.from('28b52ffd', 'hex')), 3)
    await write(scratch, entries, { codec: { compression: 'gzip', level: 1 }, workers: 2 })
    const gzip = readFileSync(scratch.path('out'))
    assert.equal(countOf(gzip, Buffer.from('1f8b0800000000', 'hex')), 3)
  })

  it('makes frames that another zstd reads, beyond 64 MiB', async () => {
    await using scratch = await Scratch.make()
    const path = scratch.write('big', noise(MIB, 3))
    truncateSync(path, 70 * MIB)
    const codec = { compression: 'zstd', level: 3 } as const
    const layer = await write(scratch, [file('big', path)], { codec, workers: 2 })
    const read = await decompress(readFileSync(scratch.path('out')))
    assert.equal(read.length, 70 * MIB + 1536)
    assert.equal(sha256(read), layer.diffId)
  })

  it('says nothing of time and system in gzip headers', async () => {
    await using scratch = await Scratch.make()
    const entries = [file('x', scratch.write('x', noise(2 * CHUNK, 5)))]
    await write(scratch, entries, { codec: { compression: 'gzip', level: 6 }, workers: 1 })
    const header = readFileSync(scratch.path('out')).subarray(0, 10).toString('hex')
    assert.equal(header, '1f8b08000000000000ff')
  })

  it('writes the bytes that it always wrote', async () => {
    await using scratch = await Scratch.make()
    const entries: readonly Entry[] = [
      { kind: 'directory', path: 'opt' as ImagePath, ...DEFAULT_ATTRIBUTES },
      file('opt/größe', scratch.write('a', 'a\n'.repeat(3000))),
      file('opt/b', scratch.write('b', '')),
      { kind: 'link', path: 'opt/l' as ImagePath, target: 'b', ...DEFAULT_ATTRIBUTES },
    ]
    const digests: Record<string, string> = {}
    for (const codec of [...CODECS, { compression: 'zstd', level: 19 } as const]) {
      const { digest } = await write(scratch, entries, { codec, workers: 2 })
      digests['level' in codec ? `${codec.compression}-${codec.level}` : 'none'] = digest
    }
    assert.deepEqual(digests, GOLDEN)
  })

  it('writes an archive of nothing', async () => {
    await using scratch = await Scratch.make()
    const layer = await write(scratch, [], { codec: { compression: 'none' }, workers: 2 })
    assert.equal(layer.size, 1024)
    assert.deepEqual(await readTar(scratch.path('out')), [])
  })

  for (const workers of [0, 2]) {
    it(`leaves nothing behind when a file gets shorter (${workers} threads)`, async () => {
      await using scratch = await Scratch.make()
      const source = scratch.write('x', noise(3 * CHUNK, 5))
      const parts = tarParts([file('x', source)], new Map([[source, 3 * CHUNK + 1]]))
      const out = scratch.path('out')
      await using pool = packingPool(workers)
      await assert.rejects(
        writeLayer({ parts, out, codec: { compression: 'none' }, pool, signal: NEVER }),
        (error) => {
          assert.ok(error instanceof ExpectedFailure)
          assert.deepEqual(error.failure, {
            topic: 'image',
            reason: 'changed-content',
            sources: [source],
            expected: `${3 * CHUNK + 1} bytes`,
            actual: `${3 * CHUNK} bytes`,
          })
          return true
        },
      )
      assert.ok(!existsSync(out))
    })
  }

  for (const [how, change, failure] of [
    [
      'got longer',
      (path: string) => appendFileSync(path, '!'),
      { reason: 'changed-content', expected: '20971520 bytes', actual: '20971521 bytes' },
    ],
    [
      'was written to meanwhile',
      (path: string) => writeFileSync(path, noise(5 * CHUNK, 6)),
      { reason: 'written-to' },
    ],
  ] as const) {
    it(`refuses a file that ${how}, and leaves nothing behind`, async () => {
      await using scratch = await Scratch.make()
      const source = scratch.write('x', noise(5 * CHUNK, 5))
      const entries = [file('x', source)]
      const parts = tarParts(entries, sizesOnDemand(entries))
      const onStart = (): void => change(source)
      const job = { parts, out: scratch.path('out'), signal: NEVER, pool: undefined, onStart }
      const whole =
        failure.reason === 'written-to'
          ? { topic: 'file', ...failure, path: source }
          : { topic: 'image', ...failure, sources: [source] }
      await assert.rejects(writeLayer({ ...job, codec: { compression: 'none' } }), {
        failure: whole,
      })
      assert.ok(!existsSync(scratch.path('out')))
    })
  }

  const noFullDevice = !existsSync('/dev/full') && '/dev/full is not there'
  it('says that the disk is full, and leaves nothing behind', { skip: noFullDevice }, async () => {
    await using scratch = await Scratch.make()
    const entries = [file('x', scratch.write('x', noise(2 * CHUNK, 5)))]
    const out = scratch.link('out', '/dev/full')
    await assert.rejects(
      write(scratch, entries, { codec: { compression: 'none' }, workers: 1 }),
      saying(new RegExp(`Cannot write "${out}": no space is left`)),
    )
    assert.equal(lstatSync(out, { throwIfNoEntry: false }), undefined)
  })

  it('stops when it is interrupted, and leaves nothing behind', async () => {
    await using scratch = await Scratch.make()
    const source = scratch.write('x', '')
    const size = 100 * 1024 * MIB
    truncateSync(source, size)
    const parts = tarParts([file('x', source)], new Map([[source, size]]))
    const interruption = new AbortController()
    const out = scratch.path('out')
    await using pool = packingPool(1)
    const job = { parts, out, codec: CODECS[2] ?? assert.fail(), pool }
    const written = writeLayer({ ...job, signal: interruption.signal })
    setTimeout(() => interruption.abort(), 50)
    await assert.rejects(written, saying(/interrupted, and nothing is left behind/))
    assert.ok(!existsSync(out))
  })

  it('says that the output cannot be made', async () => {
    await using scratch = await Scratch.make()
    const job = {
      parts: [],
      codec: { compression: 'none' },
      pool: undefined,
      signal: NEVER,
    } as const
    await assert.rejects(
      writeLayer({ ...job, out: scratch.path('nowhere/out') }),
      saying(/its parent directory does not exist/),
    )
  })
})

function countOf(bytes: Buffer, part: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(part); at >= 0; at = bytes.indexOf(part, at + 1)) count++
  return count
}

/** Changed only on purpose: a new Node may compress differently, and then every layer gets a new digest. */
const GOLDEN = {
  none: 'sha256:790905b03691a5380d14666adaf8f33c06a831643cda6ca83bb2985db7a091fb',
  'gzip-1': 'sha256:9568cdb3b4ee7690ef8f27b69b2d2c2e8ddbb01a8d4a2b13b6dfc0a5914ea84b',
  'zstd-3': 'sha256:a4b5922bbb0d8a819aa56a5fd2f755da1f2972e7bd5092abbad0299f5a2241f6',
  'zstd-19': 'sha256:809c0a9570e6dac3d051a3dbdaa4af631a633ba0a8015a8c2ec96181cb1ac944',
}
