import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { describe, it } from 'node:test'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { OCI_MANIFEST } from '../../core/media_types.ts'
import { contentsOf } from '../blob/contents.ts'
import { readManifest } from '../blob/documents.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { digestOf, memoryImage } from '../../testing/memory_image.ts'
import type { LoopbackRegistry } from './registry.ts'
import { startLoopbackRegistry } from './registry.ts'

const image = memoryImage({
  layers: [{ files: { data: new Uint8Array(500_000).fill(9) }, compression: 'none' }],
})

const manifest = await readManifest(image, image.root)
const [layer] = manifest.layers as readonly [Descriptor]
const layerBytes = image.blobs.get(layer.digest) ?? new Uint8Array()

interface Serving extends AsyncDisposable {
  readonly registry: LoopbackRegistry
  /** Bytes noted as sent. */
  readonly sent: Map<Digest, number>
  readonly blobUrl: string
  readonly manifestUrl: string
}

async function serve(source: ImageSource = image): Promise<Serving> {
  const sent = new Map<Digest, number>()
  const registry = await startLoopbackRegistry(source, await contentsOf(source), (digest, bytes) =>
    sent.set(digest, (sent.get(digest) ?? 0) + bytes),
  )
  const [host = '', name = ''] = registry.repository.split('/')
  return {
    registry,
    sent,
    blobUrl: `http://${host}/v2/${name}/blobs/${layer.digest}`,
    manifestUrl: `http://${host}/v2/${name}/manifests/${image.root.digest}`,
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer())
}

describe('the loopback registry', () => {
  it('listens on 127.0.0.1 under a name that cannot be guessed', async () => {
    await using first = await serve()
    await using second = await serve()
    assert.match(first.registry.repository, /^127\.0\.0\.1:\d+\/rt-load-[0-9a-f]{32}$/)
    assert.notEqual(
      first.registry.repository.split('/')[1],
      second.registry.repository.split('/')[1],
    )
    assert.equal(first.registry.reference, `${first.registry.repository}@${image.root.digest}`)
  })

  it('gives the manifest, with its media type and digest', async () => {
    await using serving = await serve()
    const response = await fetch(serving.manifestUrl)
    assert.equal(response.headers.get('content-type'), OCI_MANIFEST)
    assert.equal(response.headers.get('docker-content-digest'), image.root.digest)
    assert.equal(digestOf(await bodyOf(response)), image.root.digest)
  })

  it('gives a blob whole, and accounts for it', async () => {
    await using serving = await serve()
    const response = await fetch(serving.blobUrl)
    assert.equal(response.status, 200)
    assert.deepEqual(await bodyOf(response), new Uint8Array(layerBytes))
    assert.equal(serving.sent.get(layer.digest), layer.size)
  })

  it('says how large a blob is without giving it', async () => {
    await using serving = await serve()
    const response = await fetch(serving.blobUrl, { method: 'HEAD' })
    assert.equal(response.headers.get('content-length'), String(layer.size))
    assert.equal(serving.sent.size, 0)
  })

  const size = layer.size
  for (const [range, start, end] of [
    ['bytes=0-99', 0, 99],
    ['bytes=70000-140000', 70_000, 140_000],
    ['bytes=400000-', 400_000, size - 1],
    ['bytes=-3', size - 3, size - 1],
  ] as const) {
    it(`gives the part ${range} of a blob`, async () => {
      await using serving = await serve()
      const response = await fetch(serving.blobUrl, { headers: { range } })
      assert.equal(response.status, 206)
      assert.equal(response.headers.get('content-range'), `bytes ${start}-${end}/${size}`)
      assert.deepEqual(await bodyOf(response), new Uint8Array(layerBytes.subarray(start, end + 1)))
    })
  }

  it('refuses a part outside of the blob', async () => {
    await using serving = await serve()
    const response = await fetch(serving.blobUrl, { headers: { range: `bytes=${size}-` } })
    assert.equal(response.status, 416)
  })

  it('answers the version check', async () => {
    await using serving = await serve()
    const response = await fetch(new URL('/v2/', serving.blobUrl))
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('docker-distribution-api-version'), 'registry/2.0')
    assert.equal(serving.registry.requests, 0)
  })

  it('knows nothing else', async () => {
    await using serving = await serve()
    const { blobUrl, manifestUrl } = serving
    for (const url of [
      blobUrl.replace('/blobs/', '/manifests/'),
      manifestUrl.replace('/manifests/', '/blobs/'),
      blobUrl.replace(/rt-load-./, 'rt-load-x'),
      blobUrl.replace(/sha256:.*/, `sha256:${'0'.repeat(64)}`),
      blobUrl.replace(/sha256:.*/, 'latest'),
      blobUrl.replace(/blobs.*/, 'tags/list'),
      new URL('/v2/_catalog', blobUrl).href,
      new URL('/', blobUrl).href,
    ])
      assert.equal((await fetch(url)).status, 404, url)
  })

  it('takes nothing', async () => {
    await using serving = await serve()
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      assert.equal((await fetch(serving.blobUrl, { method })).status, 405, method)
  })

  it('breaks off, and says why, when a source fails at its very end', async () => {
    const changed: ImageSource = {
      ...image,
      blob: (descriptor) => ({
        ...image.blob(descriptor),
        async *open(start): AsyncGenerator<Uint8Array> {
          yield* image.blob(descriptor).open(start)
          throw new RangeError('Changed')
        },
      }),
    }
    await using serving = await serve(changed)
    const { failed } = serving.registry
    await assert.rejects(fetch(serving.blobUrl).then(bodyOf))
    assert(failed.aborted && failed.reason instanceof RangeError)
    assert.equal(serving.sent.get(layer.digest), size - 1)
  })

  it('goes on when a client goes away', async () => {
    await using serving = await serve()
    await new Promise<void>((resolve) => {
      const asked = httpRequest(serving.blobUrl, (response) => {
        response.once('data', () => response.destroy()).once('close', resolve)
      })
      asked.on('error', () => resolve())
      asked.end()
    })
    assert(!serving.registry.failed.aborted)
    assert.equal((await bodyOf(await fetch(serving.blobUrl))).length, size)
  })

  it('is gone when disposed of, with connections still open', async () => {
    const serving = await serve()
    await bodyOf(await fetch(serving.blobUrl))
    await serving[Symbol.asyncDispose]()
    await assert.rejects(fetch(serving.blobUrl))
  })
})
