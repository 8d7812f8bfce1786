import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { hexOfDigest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { parseImagePlace } from '../../core/registry/image_place.ts'
import { openLayout } from '../layout/layout_source.ts'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import { startFaultProxy } from '../../testing/fault_proxy.ts'
import type { Fault } from '../../testing/fault_proxy.ts'
import { memoryImage, memoryIndex } from '../../testing/memory_image.ts'
import { clientOptions, pushTo } from '../../testing/registry_client.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import type { CopyOutcome, CopyRequest } from './copy.ts'
import { copyImage } from './copy.ts'

const AMD64 = { os: 'linux', architecture: 'amd64' }
const ARM64 = { os: 'linux', architecture: 'arm64' }

const image = memoryImage({
  layers: [
    { files: { weights: 'w'.repeat(200_000) }, compression: 'none' },
    { files: { code: 'c' }, compression: 'gzip' },
  ],
})
const other = memoryImage({
  layers: [{ files: { code: 'arm' }, compression: 'zstd' }],
  platform: ARM64,
})
const index = memoryIndex([
  { image, platform: AMD64 },
  { image: other, platform: ARM64 },
])

function copy(from: string, to: string, more: Partial<CopyRequest> = {}): Promise<CopyOutcome> {
  const place = (text: string): CopyRequest['from'] => {
    const parsed = parseImagePlace(text)
    assert(parsed.ok)
    return parsed.value
  }
  return copyImage({
    ...{ from: place(from), to: place(to), platform: undefined, jobs: 4 },
    ...{ fromOptions: clientOptions(), toOptions: clientOptions(), workingDirectory: '/' },
    observe: () => undefined,
    ...more,
  })
}

/** Checks every byte of a layout, as another tool does. */
async function validate(directory: string, name: string): Promise<string> {
  await using copy = await tempDir()
  const { stdout } = await promisify(execFile)('skopeo', [
    ...['copy', '--quiet', '--preserve-digests', `oci:${directory}:${name}`],
    `dir:${copy.path}`,
  ])
  return stdout
}

function statuses({ blobs }: CopyOutcome): readonly string[] {
  return blobs.map(({ status }) => status)
}

function reasonIs(reason: string): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof ExpectedFailure, String(error))
    assert.equal(error.failure.reason, reason)
    return true
  }
}

/** Nothing of a layout that a person would take for one. */
async function isNoLayout(directory: string): Promise<void> {
  await assert.rejects(openLayout({ directory }), reasonIs('not-a-layout'))
}

describe('a pull', () => {
  it('makes a layout that others can read, and fetches nothing twice', async () => {
    await using registry = await startDockerRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image)
    const path = join(directory.path, 'layout')
    const from = `${registry.host}/test/image:latest`
    const outcome = await copy(from, `oci:${path}:latest`)
    assert.deepEqual(statuses(outcome), ['downloaded', 'downloaded', 'downloaded'])
    assert.equal(outcome.root.digest, image.root.digest)
    assert.equal(outcome.requests, 4)
    await validate(path, 'latest')
    const again = await copy(from, `oci:${path}:latest`)
    assert.deepEqual(statuses(again), ['present', 'present', 'present'])
    assert.equal(again.requests, 1)
    assert.equal((await openLayout({ directory: path })).root.digest, image.root.digest)
  })

  it('keeps the other images of a layout', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image, { tags: ['one'] })
    await pushTo(registry.host, other, { tags: ['two'] })
    for (const [tag, name] of [
      ['one', 'a'],
      ['two', 'b'],
      ['two', 'a'],
    ]) {
      await copy(`${registry.host}/x:${tag}`, `oci:${directory.path}:${name}`)
    }
    for (const reference of ['a', 'b']) {
      const { root } = await openLayout({ directory: directory.path, reference })
      assert.equal(root.digest, other.root.digest)
    }
  })

  it('goes on where an earlier one stopped', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image)
    let broken = 0
    const cut: Fault = { kind: 'truncate' }
    await using proxy = await startFaultProxy(registry.host, ({ path }) =>
      path.includes('/blobs/') && broken++ < 10 ? cut : undefined,
    )
    const to = `oci:${directory.path}:x`
    const impatient = clientOptions({
      retry: { attempts: 1, baseMs: 1, maxMs: 1, maxRetryAfterMs: 1 },
    })
    const from = `${proxy.host}/test/image:latest`
    await assert.rejects(copy(from, to, { fromOptions: impatient }), reasonIs('gave-up'))
    await isNoLayout(directory.path)
    proxy.plan = () => undefined
    const outcome = await copy(from, to)
    const layer = outcome.blobs.find(({ size }) => size > 100_000)
    assert(layer !== undefined && layer.bytes < layer.size)
    await validate(directory.path, 'x')
  })

  it('starts anew where the part of an earlier one is wrong', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image)
    await mkdir(join(directory.path, 'blobs/sha256'), { recursive: true })
    for (const digest of registry.blobs.keys()) {
      await writeFile(
        join(directory.path, 'blobs/sha256', `${digest.slice('sha256:'.length)}.part`),
        'wrong',
      )
    }
    await copy(`${registry.host}/x:latest`, `oci:${directory.path}:x`)
    await validate(directory.path, 'x')
    const names = await readdir(join(directory.path, 'blobs/sha256'))
    assert.deepEqual(names.toSorted(), [...image.blobs.keys()].map(hexOfDigest).toSorted())
  })

  it('fetches anew what is damaged', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image)
    await copy(`${registry.host}/x:latest`, `oci:${directory.path}:x`)
    const names = await readdir(join(directory.path, 'blobs/sha256'))
    for (const name of names) await truncate(join(directory.path, 'blobs/sha256', name), 10)
    await copy(`${registry.host}/x:latest`, `oci:${directory.path}:x`)
    await validate(directory.path, 'x')
  })

  it('goes on within a blob when the connection breaks', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image)
    let broken = 0
    await using proxy = await startFaultProxy(registry.host, ({ path }) =>
      path.includes('/blobs/') && broken++ % 2 === 0 ? { kind: 'truncate' } : undefined,
    )
    const outcome = await copy(`${proxy.host}/x:latest`, `oci:${directory.path}:x`)
    for (const { bytes, size } of outcome.blobs) assert.equal(bytes, size)
    await validate(directory.path, 'x')
  })

  it('leaves directories with other things in them alone', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image)
    await writeFile(join(directory.path, 'precious.txt'), 'x')
    const to = `oci:${directory.path}`
    await assert.rejects(copy(`${registry.host}/x:latest`, to), reasonIs('not-a-layout'))
    assert.deepEqual(await readdir(directory.path), ['precious.txt'])
  })

  it('takes an index whole, or one image of it', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, index)
    const from = `${registry.host}/x`
    const whole = await copy(from, `oci:${directory.path}/whole:x`)
    assert.equal(whole.root.digest, index.root.digest)
    assert.equal(whole.blobs.length, 5)
    await validate(join(directory.path, 'whole'), 'x')
    const one = await copy(from, `oci:${directory.path}/one:x`, { platform: ARM64 })
    assert.equal(one.root.digest, other.root.digest)
    const platform = { os: 'linux', architecture: 's390x' }
    const none = copy(from, `oci:${directory.path}/none:x`, { platform })
    await assert.rejects(none, reasonIs('no-such-platform'))
    await pushTo(registry.host, image, { tags: ['single'] })
    const wrong = copy(`${from}:single`, `oci:${directory.path}/none:x`, { platform: ARM64 })
    await assert.rejects(wrong, reasonIs('no-platform'))
  })
})

describe('a registry that is wrong', () => {
  it('is found out when it sends other bytes, and leaves no layout', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image)
    for (const [digest, bytes] of registry.blobs) {
      registry.blobs.set(digest, Buffer.from(bytes).fill(0x78, bytes.length - 1))
    }
    const to = `oci:${directory.path}`
    await assert.rejects(copy(`${registry.host}/x:latest`, to), reasonIs('wrong-content'))
    await isNoLayout(directory.path)
    assert.deepEqual(await readdir(join(directory.path, 'blobs/sha256')), [])
  })

  it('is found out when it sends too much or too little', async () => {
    for (const change of [
      (bytes: Buffer) => Buffer.concat([bytes, bytes]),
      (bytes: Buffer) => bytes.subarray(1),
    ]) {
      await using registry = await startFakeRegistry()
      await using directory = await tempDir()
      await pushTo(registry.host, image)
      for (const [digest, bytes] of registry.blobs) registry.blobs.set(digest, change(bytes))
      const to = `oci:${directory.path}`
      await assert.rejects(copy(`${registry.host}/x:latest`, to), ExpectedFailure)
      await isNoLayout(directory.path)
    }
  })

  it('is told when it lacks a blob or the tag', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    const to = `oci:${directory.path}/layout`
    await assert.rejects(copy(`${registry.host}/x:latest`, to), reasonIs('not-found'))
    await pushTo(registry.host, image)
    registry.blobs.clear()
    await assert.rejects(copy(`${registry.host}/x:latest`, to), reasonIs('not-found'))
    await isNoLayout(join(directory.path, 'layout'))
  })

  const documents: readonly (readonly [string, string, string, string])[] = [
    [
      'schema 1',
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
      '{"schemaVersion":1}',
      'unreadable-manifest',
    ],
    ['nonsense', 'text/html', '<html>', 'unreadable-manifest'],
    [
      'an unfinished manifest',
      image.root.mediaType,
      '{"schemaVersion":2,"config":{}}',
      'malformed-document',
    ],
    [
      'path tricks in digests',
      image.root.mediaType,
      `{"schemaVersion":2,"config":{"mediaType":"a/b","size":1,"digest":"sha256:../../../x"},"layers":[]}`,
      'malformed-document',
    ],
  ]
  for (const [title, mediaType, text, reason] of documents) {
    it(`may not send ${title}`, async () => {
      await using registry = await startFakeRegistry()
      await using directory = await tempDir()
      registry.manifests.set('latest', { mediaType, bytes: Buffer.from(text) })
      const to = `oci:${directory.path}/layout`
      await assert.rejects(copy(`${registry.host}/x:latest`, to), reasonIs(reason))
    })
  }

  it('may send Docker manifests, and manifests of an unknown type that are plainly ones', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image)
    const stored = registry.manifests.get('latest')
    assert(stored !== undefined)
    const text = stored.bytes
      .toString()
      .replaceAll('application/vnd.oci.image.manifest.v1+json', DOCKER_MANIFEST)
    registry.manifests.set('docker', { mediaType: DOCKER_MANIFEST, bytes: Buffer.from(text) })
    const docker = await copy(`${registry.host}/x:docker`, `oci:${directory.path}/docker:x`)
    assert.equal(docker.root.mediaType, DOCKER_MANIFEST)
    const fields = Object.entries(JSON.parse(stored.bytes.toString()) as object)
    const untyped = Object.fromEntries(fields.filter(([name]) => name !== 'mediaType'))
    const bytes = Buffer.from(JSON.stringify(untyped))
    registry.manifests.set('untyped', { mediaType: 'application/json', bytes })
    const plain = await copy(`${registry.host}/x:untyped`, `oci:${directory.path}/plain:x`)
    assert.equal(plain.root.mediaType, image.root.mediaType)
  })
})

const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'

describe('a copy', () => {
  it('goes from registry to registry', async () => {
    await using from = await startDockerRegistry()
    await using to = await startDockerRegistry()
    await pushTo(from.host, index)
    const outcome = await copy(`${from.host}/test/image:latest`, `${to.host}/a/b:v1`)
    assert.equal(outcome.root.digest, index.root.digest)
    assert(statuses(outcome).every((status) => status === 'uploaded'))
    const again = await copy(`${from.host}/test/image:latest`, `${to.host}/a/b:v1`)
    assert(statuses(again).every((status) => status === 'present'))
  })

  it('moves no layers within a registry', async () => {
    await using registry = await startDockerRegistry()
    await pushTo(registry.host, image)
    const { host } = registry
    const outcome = await copy(`${host}/test/image:latest`, `${host}/promoted:v1`)
    assert.deepEqual(statuses(outcome), ['uploaded', 'mounted', 'mounted'])
  })

  it('goes from layout to registry and from layout to layout', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image)
    const [one, two] = [join(directory.path, 'one'), join(directory.path, 'two')]
    await copy(`${registry.host}/x:latest`, `oci:${one}:x`)
    await copy(`oci:${one}:x`, `oci:${two}:y`)
    await validate(two, 'y')
    registry.manifests.clear()
    await copy(`oci:${two}`, `${registry.host}/x:again`)
    assert.equal(registry.manifests.size, 2)
  })

  it('refuses a destination by digest that the image is not', async () => {
    await using registry = await startFakeRegistry()
    await pushTo(registry.host, image)
    const { host } = registry
    const to = `${host}/y@${other.root.digest}`
    await assert.rejects(copy(`${host}/x:latest`, to), reasonIs('wrong-content'))
  })

  it('resumes an upload whose bytes come from another registry', async () => {
    await using from = await startFakeRegistry()
    await using to = await startFakeRegistry({ resumes: true })
    await pushTo(from.host, image)
    let broken = 0
    await using proxy = await startFaultProxy(to.host, ({ method, path }) =>
      method === 'PUT' && path.includes('/blobs/') && broken++ < 3
        ? { kind: 'reset-during', bytes: 70_000 }
        : undefined,
    )
    await copy(`${from.host}/x:latest`, `${proxy.host}/x:v1`)
    for (const [digest, bytes] of from.blobs) assert(to.blobs.get(digest)?.equals(bytes))
  })
})

const FAULTS: readonly Fault[] = [
  { kind: 'reset-before' },
  { kind: 'reset-after' },
  { kind: 'answer', status: 503 },
  { kind: 'answer', status: 429, headers: { 'retry-after': '0' } },
  { kind: 'truncate' },
  { kind: 'hang' },
]

describe('a pull through a bad link', { concurrency: 4 }, () => {
  for (const fault of FAULTS) {
    it(`survives ${JSON.stringify(fault)}, wherever it strikes`, async () => {
      await using registry = await startFakeRegistry()
      await pushTo(registry.host, image)
      for (let k = 1, struck = true; struck; k += 1) {
        await using directory = await tempDir()
        await using proxy = await startFaultProxy(registry.host, ({ number }) =>
          number === k ? fault : undefined,
        )
        const fromOptions = clientOptions({ timeouts: { connect: 5000, idle: 150, answer: 150 } })
        const from = `${proxy.host}/x:latest`
        await copy(from, `oci:${directory.path}/layout:x`, { fromOptions })
        await validate(join(directory.path, 'layout'), 'x')
        struck = proxy.seen.length >= k
      }
    })
  }
})

it('writes index.json last', async () => {
  await using registry = await startFakeRegistry()
  await using directory = await tempDir()
  await pushTo(registry.host, image)
  let seen: string[] = []
  await copy(`${registry.host}/x:latest`, `oci:${directory.path}/layout:x`, {
    observe: ({ event }) => {
      if (event === 'manifest') seen = seen.concat(event)
    },
  })
  const text = await readFile(join(directory.path, 'layout/index.json'), 'utf8')
  assert.match(text, new RegExp(image.root.digest))
  assert.deepEqual(seen, ['manifest'])
})
