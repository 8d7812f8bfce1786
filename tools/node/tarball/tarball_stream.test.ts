import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { extract } from 'tar-stream'
import { hexOfDigest } from '../../core/digest.ts'
import { OCI_LAYER } from '../../core/media_types.ts'
import { systemErrorCode } from '../file_failure.ts'
import { digestOf, memoryImage, memoryIndex } from '../../testing/memory_image.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { writeTarballFile } from './tarball_file.ts'
import { planTarball } from './tarball_plan.ts'
import type { TarballStream } from './tarball_stream.ts'
import { tarballStream } from './tarball_stream.ts'
import type { ImageSource } from '../blob/image_source.ts'

const image = memoryImage({
  layers: [
    { files: { a: 'same' }, compression: 'none' },
    { files: { a: 'same' }, compression: 'none' },
    { files: { b: new Uint8Array(200_000).fill(7) }, compression: 'gzip' },
  ],
})

async function bytesOf({ chunks }: TarballStream): Promise<Uint8Array> {
  const copies: Uint8Array[] = []
  for await (const chunk of chunks) copies.push(Uint8Array.from(chunk))
  return Buffer.concat(copies)
}

/** What tar-stream, an independent reader, finds. */
async function entriesOf(tar: Uint8Array): Promise<ReadonlyMap<string, Buffer>> {
  const entries = new Map<string, Buffer>()
  const reader = Readable.from([tar]).pipe(extract())
  for await (const entry of reader) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    assert(!entries.has(entry.header.name), 'every entry once')
    entries.set(entry.header.name, Buffer.concat(chunks))
  }
  return entries
}

describe('tarballStream', () => {
  it('holds every blob once, under its digest, and says its size beforehand', async () => {
    const archive = tarballStream(image, await planTarball(image, 'docker-tar', []))
    const tar = await bytesOf(archive)
    assert.equal(tar.length, archive.size)
    const entries = await entriesOf(tar)
    const blobs = [...entries].filter(([name]) => /^blobs\/sha256\/./.test(name))
    assert.equal(blobs.length, image.blobs.size)
    for (const [name, bytes] of blobs)
      assert.equal(name, `blobs/sha256/${hexOfDigest(digestOf(bytes))}`)
    assert(entries.has('manifest.json') && entries.has('index.json') && entries.has('oci-layout'))
  })

  it('holds the documents and blobs of all images of an index', async () => {
    const platform = { os: 'linux', architecture: 'arm64' }
    const other = memoryImage({ layers: [{ files: { c: 'c' }, compression: 'none' }], platform })
    const index = memoryIndex([
      { image, platform: { os: 'linux', architecture: 'amd64' } },
      { image: other, platform },
    ])
    const tar = await bytesOf(tarballStream(index, await planTarball(index, 'oci-tar', [])))
    const names = [...(await entriesOf(tar)).keys()]
    for (const digest of index.blobs.keys())
      assert(names.includes(`blobs/sha256/${hexOfDigest(digest)}`))
  })

  it('gives the same bytes every time', async () => {
    const plan = await planTarball(image, 'oci-tar', [])
    const hash = async (): Promise<string> =>
      createHash('sha256')
        .update(await bytesOf(tarballStream(image, plan)))
        .digest('hex')
    assert.equal(await hash(), await hash())
  })

  it('is listed by bsdtar with owner 0 and time 0', async (t) => {
    await using directory = await tempDir()
    const file = join(directory.path, 'image.tar')
    await writeTarballFile(file, tarballStream(image, await planTarball(image, 'docker-tar', [])))
    const listed: unknown = await promisify(execFile)('bsdtar', ['--numeric-owner', '-tvf', file], {
      env: { ...process.env, TZ: 'UTC' },
    }).catch((error: unknown) => error)
    if (systemErrorCode(listed) === 'ENOENT') return t.skip('bsdtar is not installed')
    assert(!(listed instanceof Error), String(listed))
    const lines = (listed as { readonly stdout: string }).stdout.trim().split('\n')
    assert.equal(lines.length, 5 + image.blobs.size)
    for (const line of lines) assert.match(line, /^[-d]rw\S+\s+0 0\s+0\s+\d+ Jan\s+1\s+1970 /)
  })

  it('writes sizes over 8 GiB so that others read them', async () => {
    const size = 9 * 2 ** 30
    const descriptor = { mediaType: OCI_LAYER, digest: digestOf(new Uint8Array()), size }
    const path = 'blobs/sha256/x'
    const chunks = tarballStream(hugeBlob(image), [{ kind: 'blob', path, descriptor }]).chunks
    const reader = extract()
    const header = new Promise((resolve) => {
      reader.on('entry', ({ name, size }) => resolve({ name, size }))
    })
    for await (const chunk of chunks) {
      reader.write(Buffer.from(chunk))
      break
    }
    assert.deepEqual(await header, { name: path, size })
    reader.destroy()
  })

  it('never completes a blob whose source fails at its end', async () => {
    const plan = await planTarball(image, 'oci-tar', [])
    const broken = brokenBlobs(image)
    let tar = new Uint8Array()
    await assert.rejects(async () => {
      for await (const chunk of tarballStream(broken, plan).chunks)
        tar = Buffer.concat([tar, chunk])
    }, /Changed/)
    const whole = await bytesOf(tarballStream(image, plan))
    assert.deepEqual(tar, whole.subarray(0, tar.length))
    assert.equal(tar.length % 512, image.root.size % 512 === 0 ? 511 : (image.root.size % 512) - 1)
  })
})

function hugeBlob(source: ImageSource): ImageSource {
  return {
    ...source,
    blob: (descriptor) => ({
      descriptor,
      file: undefined,
      async *open(): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(new Uint8Array(512))
      },
    }),
  }
}

function brokenBlobs(source: ImageSource): ImageSource {
  return {
    ...source,
    blob: (descriptor) => ({
      ...source.blob(descriptor),
      async *open(): AsyncGenerator<Uint8Array> {
        yield* source.blob(descriptor).open()
        throw new Error('Changed')
      },
    }),
  }
}
