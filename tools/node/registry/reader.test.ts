import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Digest } from '../../core/digest.ts'
import { explain } from '../../core/explain.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { parseMirrorList } from '../../core/registry/mirrors.ts'
import type { FakeRegistry } from '../../testing/fake_registry.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { clientOptions, pushTo } from '../../testing/registry_client.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { LayoutStore } from './layout_store.ts'
import { pull } from './pull.ts'
import { RegistryReader } from './reader.ts'
import { saying } from '../../testing/saying.ts'

const image = memoryImage({ layers: [{ files: { a: 'a'.repeat(100_000) }, compression: 'none' }] })
const REFERENCE = { name: 'org/image', tag: 'v1', digest: undefined }

/** A registry and one that is its mirror; what people are told about the mirror. */
async function startPair(mirrorHas: 'all' | 'nothing') {
  await using stack = new AsyncDisposableStack()
  const origin = stack.use(await startFakeRegistry())
  const mirror = stack.use(await startFakeRegistry())
  await pushTo(origin.host, image, { tags: ['v1'] })
  if (mirrorHas === 'all') await pushTo(mirror.host, image, { tags: ['v1'] })
  const told: string[] = []
  const owned = stack.move()
  return { origin, mirror, told, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Pulls the image by mirrors of the registry; its requests are counted from then on. */
async function pullBy(
  mirrors: string,
  pair: { readonly origin: FakeRegistry; readonly mirror: FakeRegistry; readonly told: string[] },
): Promise<void> {
  const table = parseMirrorList(`${pair.origin.host}=${mirrors}`)
  assert(table.ok, JSON.stringify(table))
  using reader = new RegistryReader(
    { registry: pair.origin.host, name: REFERENCE.name },
    {
      ...clientOptions(),
      mirrors: table.value,
      onMirrorFailed: (mirror, failure) => pair.told.push(`${mirror}: ${explain(failure).message}`),
    },
  )
  await using directory = await tempDir()
  const source = await reader.open({ ...REFERENCE, registry: pair.origin.host })
  const outcome = await pull({
    ...{ source, name: 'v1', jobs: 1, observe: () => undefined },
    store: await LayoutStore.open(directory.path),
    abort: (reason) => {
      reader.abort(reason)
    },
  })
  assert.equal(outcome.root.digest, image.root.digest)
  assert.deepEqual(
    outcome.blobs.map(({ status }) => status),
    ['downloaded', 'downloaded'],
  )
}

function requestsDuring(registry: FakeRegistry): () => readonly string[] {
  const before = registry.requests.length
  return () => registry.requests.slice(before)
}

function layerDigest(): Digest {
  const [largest] = [...image.blobs].toSorted(([, a], [, b]) => b.length - a.length)
  assert(largest !== undefined)
  return largest[0]
}

describe('reading with a mirror', () => {
  it('asks nobody else where the mirror has it all, below its path', async () => {
    await using pair = await startPair('all')
    const [toOrigin, toMirror] = [requestsDuring(pair.origin), requestsDuring(pair.mirror)]
    await pullBy(`http://${pair.mirror.host}/hub`, pair)
    assert.deepEqual(toOrigin(), [])
    assert.equal(toMirror()[0], 'GET /v2/hub/org/image/manifests/v1')
    assert.equal(toMirror().length, 3)
    assert.deepEqual(pair.told, [])
  })

  it('goes to the registry where the mirror lacks the image, and asks the mirror no more', async () => {
    await using pair = await startPair('nothing')
    const [toOrigin, toMirror] = [requestsDuring(pair.origin), requestsDuring(pair.mirror)]
    await pullBy(pair.mirror.host, pair)
    assert.equal(toMirror().length, 1)
    assert.equal(toOrigin().length, 3)
    assert.match(
      pair.told.join(),
      /^127\.0\.0\.1:\d+\/org\/image: Cannot find ".*" in the registry$/,
    )
  })

  it('goes on where the mirror lacks a layer, breaks off, or denies access', async () => {
    for (const trouble of ['lacks', 'breaks', 'denies'] as const) {
      await using pair = await startPair('all')
      await using gate = await startFakeRegistry({
        intercept: (request, response) => {
          if (request.url?.includes('blobs') !== true || trouble === 'lacks') return false
          if (trouble === 'denies') response.writeHead(403).end()
          else {
            response.writeHead(200, { 'content-length': 50_000 }).write('a')
            response.destroy()
          }
          return true
        },
      })
      for (const [name, manifest] of pair.mirror.manifests) gate.manifests.set(name, manifest)
      await pullBy(gate.host, { ...pair, mirror: gate })
      assert.equal(pair.told.length, 1, trouble)
    }
  })

  it('does not keep the bytes of a mirror that are wrong', async () => {
    await using pair = await startPair('all')
    const damaged = Buffer.from(pair.mirror.blobs.get(layerDigest()) ?? [])
    damaged.writeUInt8(damaged.readUInt8(90_000) ^ 1, 90_000)
    pair.mirror.blobs.set(layerDigest(), damaged)
    await pullBy(pair.mirror.host, pair)
    assert.match(pair.told.join(), /Cannot accept the blob sha256:/)
  })

  it('goes past a mirror that is not there, to the next', async () => {
    await using pair = await startPair('all')
    const [toOrigin] = [requestsDuring(pair.origin)]
    await pullBy(`127.0.0.1:1,${pair.mirror.host}`, pair)
    assert.deepEqual(toOrigin(), [])
    assert.match(pair.told.join(), /^127\.0\.0\.1:1\/org\/image: Cannot reach the registry/)
  })

  it('fails as the registry itself does', async () => {
    await using pair = await startPair('nothing')
    pair.origin.manifests.clear()
    await assert.rejects(pullBy(pair.mirror.host, pair), (error: unknown) => {
      assert(error instanceof ExpectedFailure && error.failure.reason === 'not-found')
      assert.equal(error.failure.reference, `${pair.origin.host}/org/image:v1`)
      return true
    })
  })

  it('refuses wrong bytes of the registry itself', async () => {
    await using pair = await startPair('nothing')
    const length = pair.origin.blobs.get(layerDigest())?.length ?? 0
    pair.origin.blobs.set(layerDigest(), Buffer.alloc(length))
    await assert.rejects(pullBy(pair.mirror.host, pair), saying(/Cannot accept the blob/))
  })
})
