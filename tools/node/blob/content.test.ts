import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempDisposable, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Descriptor } from '../../core/descriptor.ts'
import { digestOfHex } from '../../core/digest.ts'
import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Part } from '../../core/layer_set.ts'
import { fileBlob, missingBlob, recipeBlob } from './content.ts'
import type { BlobSource } from './image_source.ts'
import { saying } from '../../testing/saying.ts'

/** More than two buffers, and no multiple of one. */
const LARGE = Buffer.alloc(2_500_000, 'abcdefg')

const descriptorOf = (bytes: Uint8Array): Descriptor => ({
  mediaType: 'application/vnd.oci.image.layer.v1.tar',
  digest: digestOfHex(createHash('sha256').update(bytes).digest('hex')),
  size: bytes.length,
})

async function drain(blob: BlobSource, start?: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of blob.open(start)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** How many bytes came out before the failure, and the failure. */
async function failureOf(blob: BlobSource): Promise<readonly [passed: number, failure: Failure]> {
  let passed = 0
  try {
    for await (const chunk of blob.open()) passed += chunk.length
  } catch (error) {
    assert.ok(error instanceof ExpectedFailure, String(error))
    return [passed, error.failure]
  }
  return assert.fail('expected a failure')
}

async function scratch(): Promise<AsyncDisposable & { readonly file: (name: string) => string }> {
  const directory = await mkdtempDisposable(join(tmpdir(), 'content-'))
  return {
    file: (name) => join(directory.path, name),
    [Symbol.asyncDispose]: () => directory.remove(),
  }
}

describe('fileBlob()', () => {
  it('streams a file any number of times, and says which file it is', async () => {
    await using place = await scratch()
    for (const bytes of [LARGE, LARGE.subarray(0, 1 << 20), Buffer.from('x'), Buffer.alloc(0)]) {
      await writeFile(place.file('blob'), bytes)
      const blob = fileBlob(descriptorOf(bytes), place.file('blob'))
      assert.equal(blob.file, place.file('blob'))
      assert.deepEqual(await drain(blob), bytes)
      assert.deepEqual(await drain(blob), bytes)
    }
  })

  it('leaves out the start, and still verifies it', async () => {
    await using place = await scratch()
    await writeFile(place.file('blob'), LARGE)
    const blob = fileBlob(descriptorOf(LARGE), place.file('blob'))
    for (const start of [1, 1 << 20, (1 << 20) + 1, 2_499_999, 2_500_000])
      assert.deepEqual(await drain(blob, start), LARGE.subarray(start), String(start))
    const changed = Buffer.from(LARGE)
    changed[0] = 0
    await writeFile(place.file('blob'), changed)
    await assert.rejects(drain(blob, 2_000_000), ExpectedFailure)
  })

  it('never completes a blob whose bytes have changed', async () => {
    await using place = await scratch()
    const changed = Buffer.from(LARGE)
    changed[1_500_000] = 0
    await writeFile(place.file('blob'), changed)
    const expected = descriptorOf(LARGE)
    const [passed, failure] = await failureOf(fileBlob(expected, place.file('blob')))
    assert.deepEqual(failure, {
      topic: 'image',
      reason: 'changed-content',
      sources: [place.file('blob')],
      expected: expected.digest,
      actual: descriptorOf(changed).digest,
    })
    assert.ok(passed < LARGE.length, 'the last bytes must not be passed on')
  })

  it('passes nothing on from a file of another size', async () => {
    await using place = await scratch()
    await writeFile(place.file('blob'), LARGE)
    for (const size of [LARGE.length - 1, LARGE.length + 1]) {
      const blob = fileBlob({ ...descriptorOf(LARGE), size }, place.file('blob'))
      const [passed, failure] = await failureOf(blob)
      assert.equal(passed, 0)
      assert.deepEqual(failure, {
        topic: 'image',
        reason: 'changed-content',
        sources: [place.file('blob')],
        expected: `${size} bytes`,
        actual: `${LARGE.length} bytes`,
      })
    }
  })

  it('notices a file that shrinks while it is read', async () => {
    await using place = await scratch()
    await writeFile(place.file('blob'), LARGE)
    const blob = fileBlob(descriptorOf(LARGE), place.file('blob'))
    await assert.rejects(
      async () => {
        for await (const chunk of blob.open()) await truncate(place.file('blob'), chunk.length - 1)
      },
      saying(/is not what was built/),
    )
  })

  it('streams several large files at the same time, each from where it is wanted', async () => {
    await using place = await scratch()
    const large = Buffer.alloc(20_000_001, 'abcdefg')
    await writeFile(place.file('blob'), large)
    const blob = fileBlob(descriptorOf(large), place.file('blob'))
    const starts = [0, 1, 5_000_000, large.length - 1]
    const streamed = await Promise.all(starts.map((start) => drain(blob, start)))
    for (const [index, start] of starts.entries())
      assert.ok(streamed[index]?.equals(large.subarray(start)), String(start))
  })

  it('refuses large files that changed, each for itself', async () => {
    await using place = await scratch()
    const large = Buffer.alloc(20_000_001, 'abcdefg')
    const blob = fileBlob(descriptorOf(large), place.file('blob'))
    large[19_000_000] = 0
    await writeFile(place.file('blob'), large)
    const other = fileBlob(descriptorOf(large), place.file('blob'))
    const missing = fileBlob(descriptorOf(large), place.file('missing'))
    const [[passed, changed], [, lost], whole] = await Promise.all([
      failureOf(blob),
      failureOf(missing),
      drain(other),
    ])
    assert.ok(passed < large.length, 'the last bytes must not be passed on')
    assert.equal(changed.reason, 'changed-content')
    assert.equal(lost.reason, 'missing')
    assert.ok(whole.equals(large))
  })

  it('lets go of the file when nobody reads on', async () => {
    await using place = await scratch()
    await writeFile(place.file('blob'), LARGE)
    for await (const chunk of fileBlob(descriptorOf(LARGE), place.file('blob')).open()) {
      assert.ok(chunk.length > 0)
      break
    }
    await rm(place.file('blob'))
  })

  it('names a file that is missing, and one that is none', async () => {
    await using place = await scratch()
    const missing = place.file('missing')
    assert.deepEqual((await failureOf(fileBlob(descriptorOf(LARGE), missing)))[1], {
      topic: 'file',
      reason: 'missing',
      path: missing,
    })
    const [, failure] = await failureOf(fileBlob(descriptorOf(LARGE), tmpdir()))
    assert.equal(failure.topic === 'file' && failure.reason, 'unreadable')
  })
})

describe('recipeBlob()', () => {
  const parts: readonly Part[] = [
    { kind: 'literal', base64: Buffer.from('header').toString('base64') },
    { kind: 'file', file: '_main/a', size: LARGE.length },
    { kind: 'zeros', size: 200_000 },
    { kind: 'file', file: '_main/empty', size: 0 },
    { kind: 'literal', base64: Buffer.from('end').toString('base64') },
  ]
  const whole = Buffer.concat([
    Buffer.from('header'),
    LARGE,
    Buffer.alloc(200_000),
    Buffer.from('end'),
  ])

  it('puts the parts together, also from within one of them', async () => {
    await using place = await scratch()
    await writeFile(place.file('a'), LARGE)
    await writeFile(place.file('empty'), '')
    const locate = (key: string): string => place.file(key.slice('_main/'.length))
    const blob = recipeBlob(descriptorOf(whole), parts, locate)
    assert.equal(blob.file, undefined)
    assert.deepEqual(await drain(blob), whole)
    for (const start of [3, 2_000_000, 2_600_000, whole.length - 1])
      assert.deepEqual(await drain(blob, start), whole.subarray(start), String(start))
  })

  it('refuses a source that changed: its size before its bytes, its bytes before the end', async () => {
    await using place = await scratch()
    await writeFile(place.file('empty'), '')
    const locate = (key: string): string => place.file(key.slice('_main/'.length))
    const blob = recipeBlob(descriptorOf(whole), parts, locate)
    await writeFile(place.file('a'), LARGE.subarray(1))
    const [beforeSize, size] = await failureOf(blob)
    assert.equal(beforeSize, 0)
    assert.deepEqual(size.reason === 'changed-content' && size.sources, [place.file('a')])
    await writeFile(place.file('a'), Buffer.alloc(LARGE.length, 1))
    const [beforeDigest, digest] = await failureOf(blob)
    assert.ok(beforeDigest < whole.length, 'the last bytes must not be passed on')
    assert.deepEqual(digest.reason === 'changed-content' && digest.sources, [
      place.file('a'),
      place.file('empty'),
    ])
  })
})

describe('missingBlob()', () => {
  it('fails when it is read, not before', async () => {
    const blob = missingBlob(descriptorOf(LARGE), '/layout/blobs/x')
    const [, failure] = await failureOf(blob)
    assert.equal(failure.reason, 'missing-blob')
  })
})
