import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MemoryImage, MemoryLayer } from '../../tools/testing/memory_image.ts'
import { memoryImage, memoryIndex } from '../../tools/testing/memory_image.ts'
import type { TestPush } from '../../tools/testing/release_client.ts'
import { releaseTo } from '../../tools/testing/release_client.ts'
import type { RunningNullRegistry } from './running_null_registry.ts'
import { startNullRegistry } from './running_null_registry.ts'

const PYTHONS = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13']
const DISTRIBUTIONS = ['debian11', 'debian12', 'debian13', 'ubi8', 'amazonlinux2', 'alpine3.20']
const RELEASES = ['base', 'runtime', 'cudnn', 'devel'] as const
const TAGS = 117

function layer(name: string): MemoryLayer {
  return { files: { [name]: name.repeat(50) }, compression: 'gzip' }
}

/** What one tag stands for: a distribution, its Python, wheels of that Python, and what the release adds. */
function imageOf(
  distribution: string,
  python: string,
  release: (typeof RELEASES)[number],
  bentoml: string,
): MemoryImage {
  const images = ['amd64', 'arm64'].map((architecture) => {
    const of = (...names: readonly string[]): MemoryLayer =>
      layer([...names, architecture].join('-'))
    const wheels = of('wheels', python, bentoml)
    const added = {
      base: [],
      runtime: [wheels],
      cudnn: [of('cuda'), wheels],
      devel: [of('devel', python)],
    }
    const layers = [...[of(distribution), of(distribution, python)], ...added[release]]
    const platform = { os: 'linux', architecture }
    return { image: memoryImage({ layers, platform }), platform }
  })
  return memoryIndex(images)
}

/** A matrix of 117 tags in one repository. */
function matrix(host: string, bentoml = '1.4.40'): readonly TestPush[] {
  const all = DISTRIBUTIONS.flatMap((distribution) =>
    PYTHONS.flatMap((python) =>
      RELEASES.map((release) => ({
        source: imageOf(distribution, python, release, bentoml),
        to: `${host}/bentoml/bento-server`,
        tags: [`${bentoml}-python${python}-${distribution}-${release}`],
      })),
    ),
  )
  return all.slice(0, TAGS)
}

/** The distinct blobs of images: layers and configs, and not what lists them. */
function blobsOf(pushes: readonly TestPush[]): ReadonlyMap<string, Uint8Array> {
  const all = pushes.flatMap(({ source }) => [...(source as MemoryImage).blobs])
  return new Map(all.filter(([, bytes]) => !Buffer.from(bytes).includes('"schemaVersion"')))
}

function sizeOf(blobs: Iterable<Uint8Array>): number {
  return [...blobs].reduce((sum, { length }) => sum + length, 0)
}

/** Pushes, and says what the registry was asked meanwhile. */
async function push(registry: RunningNullRegistry, pushes: readonly TestPush[]) {
  await registry.forgetCounts()
  const { error } = await releaseTo(pushes)
  assert.equal(error, undefined)
  const { asked, blobBytes } = await registry.counts()
  const count = (what: string): number => asked.filter((each) => each === what).length
  return { requests: asked.length, blobBytes, count }
}

describe(`a push of ${TAGS} tags`, () => {
  it('sends each distinct blob once, and asks once a tag when nothing changed', async () => {
    await using registry = await startNullRegistry()
    const pushes = matrix(registry.host)
    assert.equal(pushes.length, TAGS)
    const blobs = blobsOf(pushes)
    const first = await push(registry, pushes)
    assert.equal(first.blobBytes, sizeOf(blobs.values()))
    // A beginning for each blob, or all of it; nothing is begun twice.
    assert.equal(first.count('POST uploads'), blobs.size)
    // Two images, their index, and its tag.
    const manifests = new Set(
      pushes.flatMap(({ source }) => [...(source as MemoryImage).blobs.keys()]),
    )
    assert.equal(first.count('PUT manifests'), manifests.size - blobs.size + TAGS)
    const again = await push(registry, pushes)
    assert.deepEqual([again.requests, again.blobBytes], [TAGS, 0])
    assert.equal(again.count('HEAD manifests'), TAGS)
  })

  it('sends only the layers of wheels, and configs, when the version of them changes', async () => {
    await using registry = await startNullRegistry()
    const [before, after] = [matrix(registry.host), matrix(registry.host, '1.4.41')]
    await push(registry, before)
    const known = blobsOf(before)
    const changed = [...blobsOf(after)].filter(([digest]) => !known.has(digest))
    const { blobBytes, count } = await push(registry, after)
    assert.equal(blobBytes, sizeOf(changed.map(([, bytes]) => bytes)))
    assert.equal(count('POST uploads'), changed.length)
    const wheels = changed.filter(([, bytes]) => bytes[0] !== 0x7b)
    assert.equal(wheels.length, 2 * PYTHONS.length)
  })

  it('sends each blob once to a registry, and mounts it in its other repositories', async () => {
    await using registry = await startNullRegistry()
    const pushes = matrix(registry.host).map((each, index) => ({
      ...each,
      to: `${registry.host}/bentoml/repository${index % 3}`,
    }))
    const { blobBytes } = await push(registry, pushes)
    assert.equal(blobBytes, sizeOf(blobsOf(pushes).values()))
  })
})
