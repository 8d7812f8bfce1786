import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { ExpectedFailure } from '../../core/failure.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { findCrane, startCraneRegistry } from '../../testing/crane_registry.ts'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import { startFaultProxy } from '../../testing/fault_proxy.ts'
import type { MemoryImage } from '../../testing/memory_image.ts'
import { digestOf, memoryImage, memoryIndex } from '../../testing/memory_image.ts'
import { pushTo } from '../../testing/registry_client.ts'
import type { RunningRegistry } from '../../testing/registry_server.ts'
import type { PushOutcome } from './image_push.ts'

const crane = findCrane(process.env)

const SERVERS: readonly {
  readonly name: string
  readonly mounts: boolean
  /** For an image of one layer: crane takes the config in one. */
  readonly requests: number
  readonly start: (() => Promise<RunningRegistry>) | undefined
}[] = [
  { name: 'docker-registry', mounts: true, requests: 9, start: startDockerRegistry },
  {
    name: 'crane registry serve',
    mounts: false,
    requests: 8,
    start: crane === undefined ? undefined : () => startCraneRegistry(crane),
  },
]

function imageOf(...contents: readonly string[]): MemoryImage {
  const layers = contents.map((text) => ({ files: { file: text }, compression: 'gzip' as const }))
  return memoryImage({ layers })
}

/** How many blobs ended how, such as `{uploaded: 2}`. */
function statuses({ blobs }: PushOutcome): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { status } of blobs) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** The digest that another client sees. */
async function digestBySkopeo(host: string, reference: string): Promise<string> {
  const { stdout } = await promisify(execFile)('skopeo', [
    ...['inspect', '--no-tags', '--tls-verify=false', '--format={{.Digest}}'],
    `docker://${host}/${reference}`,
  ])
  return stdout.trim()
}

for (const { name, mounts, requests, start } of SERVERS) {
  describe(`push to ${name}`, { skip: start === undefined && 'there is no crane here' }, () => {
    if (start === undefined) return

    it(`sends an image that others can read, in ${requests} requests`, async () => {
      await using registry = await start()
      const image = imageOf('a')
      const outcome = await pushTo(registry.host, image)
      assert.deepEqual(statuses(outcome), { uploaded: 2 })
      assert.deepEqual(outcome.tags, [{ tag: 'latest', status: 'written' }])
      assert.equal(outcome.requests, requests)
      const digest = await digestBySkopeo(registry.host, 'test/image:latest')
      assert.equal(digest, image.root.digest)
    })

    it('asks one question when nothing changed', async () => {
      await using registry = await start()
      await pushTo(registry.host, imageOf('a'))
      const again = await pushTo(registry.host, imageOf('a'))
      assert.equal(again.requests, 1)
      assert.deepEqual(statuses(again), { present: 2 })
      assert.deepEqual(again.tags, [{ tag: 'latest', status: 'present' }])
    })

    it('sends only the layer that changed, and the config', async () => {
      await using registry = await start()
      await pushTo(registry.host, imageOf('weights', 'code'))
      const edited = await pushTo(registry.host, imageOf('weights', 'edited code'))
      assert.deepEqual(
        edited.blobs.map(({ role, status }) => [role, status]),
        [
          ['config', 'uploaded'],
          ['layer', 'present'],
          ['layer', 'uploaded'],
        ],
      )
    })

    it('sends no blob for another tag', async () => {
      await using registry = await start()
      const image = imageOf('a')
      await pushTo(registry.host, image)
      const other = await pushTo(registry.host, image, { tags: ['v2'] })
      assert.deepEqual(statuses(other), { present: 2 })
      const both = await pushTo(registry.host, image, { tags: ['v2', 'v3', 'latest'] })
      assert.deepEqual(both.tags, [
        { tag: 'v2', status: 'present' },
        { tag: 'v3', status: 'written' },
        { tag: 'latest', status: 'present' },
      ])
      assert.equal(await digestBySkopeo(registry.host, 'test/image:v3'), image.root.digest)
    })

    it('pushes by digest alone without tags', async () => {
      await using registry = await start()
      const image = imageOf('a')
      await pushTo(registry.host, image, { tags: [] })
      const reference = `test/image@${image.root.digest}`
      assert.equal(await digestBySkopeo(registry.host, reference), image.root.digest)
      const again = await pushTo(registry.host, image, { tags: [] })
      assert.equal(again.requests, 1)
    })

    it('sends a blob once that is used twice, and an empty image', async () => {
      await using registry = await start()
      const twice = await pushTo(registry.host, imageOf('same', 'same'))
      assert.deepEqual(statuses(twice), { uploaded: 2 })
      const empty = await pushTo(registry.host, imageOf(), { tags: ['empty'] })
      assert.deepEqual(statuses(empty), { uploaded: 1 })
    })

    it('pushes an index, members first', async () => {
      await using registry = await start()
      await using proxy = await startFaultProxy(registry.host)
      const amd64 = { os: 'linux', architecture: 'amd64' }
      const arm64 = { os: 'linux', architecture: 'arm64' }
      const index = memoryIndex([
        { image: imageOf('shared', 'x'), platform: amd64 },
        { image: imageOf('shared', 'y'), platform: arm64 },
      ])
      const outcome = await pushTo(proxy.host, index)
      assert.deepEqual(statuses(outcome), { uploaded: 5 })
      const puts = proxy.seen.filter(({ method }) => method === 'PUT').map(({ path }) => path)
      const manifests = puts.findIndex((path) => path.includes('/manifests/'))
      assert.equal(puts.slice(manifests).length, 4)
      assert.match(puts.at(-2) ?? '', new RegExp(`/manifests/${index.root.digest}$`))
      assert.match(puts.at(-1) ?? '', /\/manifests\/latest$/)
      const more = memoryIndex([
        { image: imageOf('shared', 'x'), platform: amd64 },
        { image: imageOf('shared', 'z'), platform: arm64 },
      ])
      const second = await pushTo(proxy.host, more)
      assert.deepEqual(statuses(second), { present: 3, uploaded: 2 })
    })

    it('sends in chunks', async () => {
      await using registry = await start()
      const image = imageOf('a'.repeat(1000), 'b')
      const outcome = await pushTo(registry.host, image, { chunkSize: 50 })
      assert.deepEqual(statuses(outcome), { uploaded: 3 })
      const digest = await digestBySkopeo(registry.host, 'test/image:latest')
      assert.equal(digest, image.root.digest)
    })

    it('mounts from other repositories where the registry can', async () => {
      await using registry = await start()
      await pushTo(registry.host, imageOf('base'), {}, {}, 'test/base')
      const mountFrom = ['nothing/here', 'test/base']
      const image = imageOf('base', 'own')
      const outcome = await pushTo(registry.host, image, { mountFrom })
      // crane has one store for all repositories.
      const expected = mounts ? { mounted: 1, uploaded: 2 } : { present: 1, uploaded: 2 }
      assert.deepEqual(statuses(outcome), expected)
      assert.equal(outcome.blobs[1]?.from, mounts ? 'test/base' : undefined)
      const digest = await digestBySkopeo(registry.host, 'test/image:latest')
      assert.equal(digest, image.root.digest)
    })

    it('only looks in a dry run', async () => {
      await using registry = await start()
      await using proxy = await startFaultProxy(registry.host)
      await pushTo(proxy.host, imageOf('a'))
      const before = proxy.seen.length
      const outcome = await pushTo(proxy.host, imageOf('a', 'b'), { dryRun: true, tags: ['v2'] })
      assert.deepEqual(statuses(outcome), { missing: 2, present: 1 })
      assert.deepEqual(outcome.tags, [{ tag: 'v2', status: 'missing' }])
      const methods = new Set(proxy.seen.slice(before).map(({ method }) => method))
      assert.deepEqual([...methods], ['HEAD'])
    })

    it('tags nothing when a source changes while it is sent', async () => {
      await using registry = await start()
      const image = imageOf('a', 'b')
      const changed = breaking(image, image.root.digest)
      await assert.rejects(pushTo(registry.host, changed), ExpectedFailure)
      await assert.rejects(digestBySkopeo(registry.host, 'test/image:latest'))
    })
  })
}

/** The same image, but every layer turns out to be wrong when all its bytes have been read. */
function breaking(image: ImageSource, digest: string): ImageSource {
  return {
    ...image,
    blob(descriptor) {
      const source = image.blob(descriptor)
      return {
        ...source,
        async *open(start) {
          yield* source.open(start)
          throw new ExpectedFailure({
            topic: 'image',
            reason: 'changed-content',
            sources: ['weights.bin'],
            expected: descriptor.digest,
            actual: digest,
          })
        },
      }
    },
  }
}

describe('push', () => {
  it('never completes a blob before its source has vouched for it', async () => {
    await using registry = await startFakeRegistry()
    const image = imageOf('a')
    await assert.rejects(pushTo(registry.host, breaking(image, image.root.digest)), ExpectedFailure)
    assert.equal(registry.blobs.size, 0)
    assert.equal(registry.manifests.size, 0)
  })

  it('sends a blob again that the registry has cut short', async () => {
    await using registry = await startFakeRegistry({ mounts: true })
    const image = imageOf('a')
    await pushTo(registry.host, image, { tags: ['v1'] })
    for (const [digest, bytes] of registry.blobs) registry.blobs.set(digest, bytes.subarray(1))
    const outcome = await pushTo(registry.host, image, { tags: ['v2'], mountFrom: ['other/image'] })
    assert.deepEqual(statuses(outcome), { uploaded: 2 })
    for (const [digest, bytes] of registry.blobs) assert.equal(digestOf(bytes), digest)
  })

  it('refuses a registry that keeps what is cut short, and tags nothing', async () => {
    await using registry = await startFakeRegistry({
      intercept({ method = '', url = '' }, response) {
        if (method !== 'HEAD' || !url.includes('/blobs/')) return false
        response.writeHead(200, { 'content-length': 7 }).end()
        return true
      },
    })
    await assert.rejects(pushTo(registry.host, imageOf('a')), (error) => {
      assert.ok(error instanceof ExpectedFailure && error.failure.reason === 'wrong-content')
      assert.equal(error.failure.actual, 'another size in the registry')
      return true
    })
    assert.equal(registry.manifests.size, 0)
  })

  it('asks for the tag when the registry does not say what it stored', async () => {
    await using registry = await startFakeRegistry({ hidesDigests: true })
    const { requests } = await pushTo(registry.host, imageOf('a'))
    assert.equal(requests, 10)
  })

  it('refuses to be told that a tag is set that is not', async () => {
    await using registry = await startFakeRegistry({
      intercept(request, response) {
        if (request.method !== 'PUT' || request.url?.endsWith('/latest') !== true) return false
        request.resume()
        response.writeHead(201).end()
        return true
      },
    })
    await assert.rejects(pushTo(registry.host, imageOf('a')), {
      failure: {
        topic: 'registry',
        reason: 'tag-not-verified',
        reference: `${registry.host}/test/image:latest`,
        expected: imageOf('a').root.digest,
        actual: 'nothing',
      },
    })
  })

  it('sends a config the long way where the short one is refused', async () => {
    await using registry = await startFakeRegistry({
      intercept(request, response) {
        if (request.method !== 'POST' || !request.url?.includes('digest=')) return false
        request.resume()
        response.writeHead(405).end()
        return true
      },
    })
    assert.deepEqual(statuses(await pushTo(registry.host, imageOf('a'))), { uploaded: 2 })
  })

  it('tags the images of an index, once', async () => {
    await using registry = await startFakeRegistry()
    const [one, two] = [imageOf('a'), imageOf('b')]
    const index = memoryIndex([
      { image: one, platform: { os: 'linux', architecture: 'amd64' } },
      { image: two, platform: { os: 'linux', architecture: 'arm64' } },
    ])
    const imageTags = [
      { tag: 'v1-amd64', image: one.root },
      { tag: 'v1-arm64', image: two.root },
    ]
    const more = { tags: ['v1'], imageTags }
    const tagStatuses = async (dryRun = false): Promise<readonly string[]> =>
      (await pushTo(registry.host, index, { ...more, dryRun })).tags.map(
        ({ tag, status }) => `${tag} ${status}`,
      )
    assert.deepEqual(await tagStatuses(true), [
      'v1 missing',
      'v1-amd64 missing',
      'v1-arm64 missing',
    ])
    assert.equal(registry.manifests.size, 0)
    assert.deepEqual(await tagStatuses(), ['v1 written', 'v1-amd64 written', 'v1-arm64 written'])
    const stored = (tag: string): string =>
      digestOf(registry.manifests.get(tag)?.bytes ?? Buffer.of())
    assert.deepEqual(
      ['v1', 'v1-amd64', 'v1-arm64'].map(stored),
      [index, one, two].map(({ root }) => root.digest),
    )
    registry.manifests.delete('v1-arm64')
    assert.deepEqual(await tagStatuses(), ['v1 present', 'v1-amd64 present', 'v1-arm64 written'])
  })

  it('sends what it may not mount', async () => {
    await using registry = await startFakeRegistry({
      intercept(request, response) {
        if (!request.url?.includes('mount=')) return false
        response.writeHead(403).end()
        return true
      },
    })
    const outcome = await pushTo(registry.host, imageOf('a'), { mountFrom: ['not/ours'] })
    assert.deepEqual(statuses(outcome), { uploaded: 2 })
  })

  it('does not send layers that may not be distributed', async () => {
    await using registry = await startFakeRegistry()
    const image = imageOf('foreign')
    const manifest = image.blobs.get(image.root.digest)
    assert(manifest !== undefined)
    const foreign = Buffer.from(manifest)
      .toString()
      .replace('layer.v1.tar+gzip', 'layer.nondistributable.v1.tar+gzip')
    const bytes = Buffer.from(foreign)
    const root = { ...image.root, digest: digestOf(bytes), size: bytes.length }
    const source = { ...image, root, readSmall: () => Promise.resolve(bytes) }
    const outcome = await pushTo(registry.host, source)
    assert.deepEqual(statuses(outcome), { uploaded: 1, skipped: 1 })
    assert.equal(registry.blobs.size, 1)
  })
})
