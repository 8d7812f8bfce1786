import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { BaseReport } from '../../../core/base/report.ts'
import type { Platform } from '../../../core/descriptor.ts'
import { hexOfDigest } from '../../../core/digest.ts'
import { parseLayerSet } from '../../../core/layer_set_json.ts'
import { DOCKER_CONFIG, DOCKER_MANIFEST, OCI_MANIFEST } from '../../../core/media_types.ts'
import type { FakeRegistry } from '../../../testing/fake_registry.ts'
import { startFakeRegistry } from '../../../testing/fake_registry.ts'
import type { MemoryImage } from '../../../testing/memory_image.ts'
import { digestOf, memoryImage, memoryIndex } from '../../../testing/memory_image.ts'
import { pushTo } from '../../../testing/registry_client.ts'
import { tempDir } from '../../../testing/temp_dir.ts'
import { runRt } from '../../testing/run_rt.ts'

function imageFor(platform: Platform): MemoryImage {
  return memoryImage({
    layers: [
      { files: { libc: 'c'.repeat(5000) }, compression: 'gzip' },
      { files: { arch: platform.architecture }, compression: 'zstd' },
    ],
    platform,
  })
}

const AMD64 = { os: 'linux', architecture: 'amd64' }
const ARM_V7 = { os: 'linux', architecture: 'arm', variant: 'v7' }
const UNKNOWN = { os: 'unknown', architecture: 'unknown' }
const image = imageFor(AMD64)

interface Described {
  readonly code: number
  readonly stderr: string
  /** The text of a file that was written. */
  readonly read: (name: string) => Promise<string>
  readonly report: BaseReport | undefined
}

/** Runs `rt fetch base` as oci.pull does; nothing secret and nothing of this machine is in its environment. */
async function describeBase(reference: string): Promise<Described> {
  await using directory = await tempDir()
  const args = [`--reference=${reference}`, '--out=.', '--layer-key=debian_layers/']
  const env = { HOME: directory.path }
  const { code, stderr } = await runRt(directory.path, ['fetch', 'base', ...args], env)
  const texts = new Map<string, string>()
  for (const name of ['image.json', 'manifest.json', 'config.json', 'layers.json']) {
    const text = await readFile(join(directory.path, name), 'utf8').catch(() => undefined)
    if (text !== undefined) texts.set(name, text)
  }
  const report = texts.get('image.json')
  return {
    ...{ code, stderr },
    read: (name) => Promise.resolve(texts.get(name) ?? `no ${name}`),
    report: report === undefined ? undefined : (JSON.parse(report) as BaseReport),
  }
}

/** Stores a manifest under a tag as it is. */
function store(registry: FakeRegistry, tag: string, mediaType: string, document: object): string {
  const bytes = Buffer.from(JSON.stringify(document))
  const digest = digestOf(bytes)
  registry.manifests.set(tag, { mediaType, bytes }).set(digest, { mediaType, bytes })
  return digest
}

describe('rt fetch base', () => {
  it('fetches manifest and config of an image, and no layer', async () => {
    await using registry = await startFakeRegistry()
    await pushTo(registry.host, image, { tags: ['12'] }, {}, 'library/debian')
    const before = registry.requests.length
    const { report, read } = await describeBase(`${registry.host}/library/debian:12`)
    const { layers, config } = JSON.parse(
      Buffer.from(await image.readSmall(image.root)).toString(),
    ) as { layers: readonly { digest: string }[]; config: { digest: string } }
    assert.deepEqual(registry.requests.slice(before), [
      'GET /v2/library/debian/manifests/12',
      `GET /v2/library/debian/blobs/${config.digest}`,
    ])
    const repository = `${registry.host}/library/debian`
    assert.deepEqual(report, {
      kind: 'image',
      ...{ repository, digest: image.root.digest, mediaType: OCI_MANIFEST },
      platform: { ...AMD64, variant: '' },
    })
    assert.equal(digestOf(Buffer.from(await read('manifest.json'))), image.root.digest)
    assert.equal(digestOf(Buffer.from(await read('config.json'))), config.digest)
    const set = parseLayerSet(JSON.parse(await read('layers.json')))
    assert(set.ok)
    assert.deepEqual(
      set.value.layers.map(({ digest, content }) => [digest, content]),
      layers.map(({ digest }) => [
        digest,
        { kind: 'registry', repository, file: `debian_layers/${digest.replace(':', '-')}` },
      ]),
    )
  })

  it('lists the platforms of an index, without attestations, and fetches nothing more', async () => {
    await using registry = await startFakeRegistry()
    const arm = imageFor(ARM_V7)
    const index = memoryIndex([
      { image, platform: AMD64 },
      { image: arm, platform: ARM_V7 },
      { image: imageFor({ os: 'x', architecture: 'y' }), platform: UNKNOWN },
    ])
    await pushTo(registry.host, index, { tags: ['12'] }, {}, 'a/index')
    const before = registry.requests.length
    const { report, read } = await describeBase(`${registry.host}/a/index:12`)
    assert.equal(registry.requests.length - before, 1)
    assert(report?.kind === 'index')
    assert.deepEqual(report.platforms, [
      { ...AMD64, variant: '', digest: image.root.digest },
      { ...ARM_V7, digest: arm.root.digest },
    ])
    assert.equal(await read('manifest.json'), 'no manifest.json')
  })

  it('reads the platforms that an index leaves to its images', async () => {
    await using registry = await startFakeRegistry()
    const arm = imageFor(ARM_V7)
    await pushTo(registry.host, memoryIndex([{ image }, { image: arm }]), { tags: ['12'] })
    const { report } = await describeBase(`${registry.host}/a/index:12`)
    assert(report?.kind === 'index')
    assert.deepEqual(report.platforms, [
      { ...AMD64, variant: '', digest: image.root.digest },
      { ...ARM_V7, digest: arm.root.digest },
    ])
  })

  it('takes images of Docker schema 2', async () => {
    await using registry = await startFakeRegistry()
    await pushTo(registry.host, image, { tags: ['oci'] })
    const manifest = JSON.parse(Buffer.from(await image.readSmall(image.root)).toString()) as {
      config: object
    }
    const docker = {
      ...{ ...manifest, mediaType: DOCKER_MANIFEST },
      config: { ...manifest.config, mediaType: DOCKER_CONFIG },
    }
    const digest = store(registry, 'docker', DOCKER_MANIFEST, docker)
    const { report } = await describeBase(`${registry.host}/a/b:docker`)
    assert.deepEqual([report?.kind, report?.digest], ['image', digest])
  })

  it('refuses schema 1 by name', async () => {
    await using registry = await startFakeRegistry()
    const type = 'application/vnd.docker.distribution.manifest.v1+prettyjws'
    store(registry, 'old', type, { schemaVersion: 1, fsLayers: [] })
    const { code, stderr } = await describeBase(`${registry.host}/a/b:old`)
    assert.equal(code, 1)
    assert.match(stderr, /^rt fetch base: Cannot use the manifest "127.*\/a\/b:old": .*schema 1/)
    assert.match(stderr, /\n {2}accepted: an OCI image manifest or index, a Docker schema 2/)
  })

  it('refuses an artifact, which is not a container image', async () => {
    await using registry = await startFakeRegistry()
    const mediaType = 'application/vnd.oci.empty.v1+json'
    const config = { mediaType, digest: digestOf(Buffer.from('{}')), size: 2 }
    store(registry, 'artifact', OCI_MANIFEST, {
      ...{ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: [] },
    })
    const { code, stderr } = await describeBase(`${registry.host}/a/b:artifact`)
    assert.equal(code, 1)
    assert.match(stderr, /its media type is "application\/vnd\.oci\.empty\.v1\+json"/)
  })

  it('refuses a config that is not what the manifest names, and writes nothing', async () => {
    await using registry = await startFakeRegistry()
    await pushTo(registry.host, image)
    for (const bytes of registry.blobs.values()) bytes.fill(0x20, 0, 3)
    const { code, stderr, report } = await describeBase(`${registry.host}/test/image`)
    assert.equal(code, 1)
    assert.match(stderr, /^rt fetch base: Cannot accept the blob sha256:/)
    assert.equal(report, undefined)
  })

  it('says what is not a reference, and what is not there', async () => {
    await using registry = await startFakeRegistry()
    assert.match((await describeBase('https://a.io/b')).stderr, /it starts with "https:\/\/"/)
    const wanted = `${registry.host}/a/b@sha256:${hexOfDigest(image.root.digest)}`
    const { code, stderr } = await describeBase(wanted)
    assert.equal(code, 1)
    assert.match(stderr, /^rt fetch base: Cannot find "127.*@sha256:.*" in the registry\n {2}fix: /)
  })
})
