import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import type { Descriptor } from '../../core/descriptor.ts'
import { OCI_LAYER, OCI_LAYER_GZIP } from '../../core/media_types.ts'
import { digestOf, memoryImage } from '../../testing/memory_image.ts'
import { contentsOf } from './contents.ts'
import { readConfig, readManifest } from './documents.ts'
import type { ImageSource } from './image_source.ts'
import { withPlainLayers } from './plain_image.ts'
import { messageOf, saying } from '../../testing/saying.ts'

const image = memoryImage({
  layers: [
    { files: { base: 'base' }, compression: 'gzip' },
    { files: { data: new Uint8Array(500_000).fill(3) }, compression: 'zstd' },
    { files: { plain: 'plain' }, compression: 'none' },
  ],
})

async function digestOfBlob(source: ImageSource, descriptor: Descriptor): Promise<string> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of source.blob(descriptor).open()) {
    hash.update(chunk)
    size += chunk.length
  }
  assert.equal(size, descriptor.size)
  return `sha256:${hash.digest('hex')}`
}

describe('withPlainLayers', () => {
  it('has plain tars under their diff_ids, and the same config', async () => {
    const before = await readManifest(image, image.root)
    const plain = await withPlainLayers(image)
    const after = await readManifest(plain, plain.root)
    const { diffIds } = await readConfig(plain, after.config)
    assert.deepEqual(after.config, before.config)
    assert.deepEqual(
      after.layers.map(({ mediaType }) => mediaType),
      [OCI_LAYER_GZIP, OCI_LAYER, OCI_LAYER],
    )
    assert.equal(after.layers[1]?.digest, diffIds[1])
    assert.deepEqual([after.layers[0], after.layers[2]], [before.layers[0], before.layers[2]])
  })

  it('gives bytes that are what its descriptors say', async () => {
    const plain = await withPlainLayers(image)
    for (const descriptor of (await contentsOf(plain)).blobs)
      assert.equal(await digestOfBlob(plain, descriptor), descriptor.digest)
  })

  it('reads a plain layer from any byte on', async () => {
    const plain = await withPlainLayers(image)
    const layer = (await readManifest(plain, plain.root)).layers[1]
    assert(layer)
    const whole: Uint8Array[] = []
    for await (const chunk of plain.blob(layer).open()) whole.push(Uint8Array.from(chunk))
    const rest: Uint8Array[] = []
    for await (const chunk of plain.blob(layer).open(300_001)) rest.push(Uint8Array.from(chunk))
    assert.deepEqual(Buffer.concat(rest), Buffer.concat(whole).subarray(300_001))
  })

  it('leaves an image without zstd layers alone', async () => {
    const gzip = memoryImage({ layers: [{ files: { a: 'a' }, compression: 'gzip' }] })
    assert.equal(await withPlainLayers(gzip), gzip)
  })

  it('refuses a layer that is no zstd, and one whose tar the config does not name', async () => {
    const zstd = (await readManifest(image, image.root)).layers[1]
    assert(zstd)
    const withBytes = (bytes: Uint8Array): ImageSource => ({
      ...image,
      blob: (descriptor) => ({
        ...image.blob(descriptor),
        async *open(): AsyncGenerator<Uint8Array> {
          yield await Promise.resolve(bytes)
        },
      }),
    })
    await assert.rejects(
      withPlainLayers(withBytes(Buffer.from('no zstd at all'))),
      saying(/Cannot decompress the layer sha256:/),
    )
    const other = Buffer.from('other')
    await assert.rejects(withPlainLayers(withBytes(zstdCompressSync(other))), (error: Error) => {
      assert(messageOf(error).includes(digestOf(other)))
      return true
    })
  })
})
