import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { findCrane, startCraneRegistry } from '../../testing/crane_registry.ts'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import type { SeenRequest } from '../../testing/fault_proxy.ts'
import { startFaultProxy } from '../../testing/fault_proxy.ts'
import type { MemoryImage } from '../../testing/memory_image.ts'
import { memoryImage, memoryIndex } from '../../testing/memory_image.ts'
import type { RunningRegistry } from '../../testing/registry_server.ts'
import type { ReleaseOutcome } from '../../testing/release_client.ts'
import { releaseTo } from '../../testing/release_client.ts'
import { saying } from '../../testing/saying.ts'
import type { TransferEvent } from '../blob/transfer_event.ts'

const crane = findCrane(process.env)

const SERVERS: readonly {
  readonly name: string
  /** How a blob gets to another repository of the registry. */
  readonly elsewhere: 'mounted' | 'present'
  readonly start: (() => Promise<RunningRegistry>) | undefined
}[] = [
  { name: 'docker-registry', elsewhere: 'mounted', start: startDockerRegistry },
  {
    name: 'crane registry serve',
    elsewhere: 'present',
    start: crane === undefined ? undefined : () => startCraneRegistry(crane),
  },
]

function imageOf(...contents: readonly string[]): MemoryImage {
  const layers = contents.map((text) => ({ files: { file: text }, compression: 'gzip' as const }))
  return memoryImage({ layers })
}

/** How the blobs of each image ended: the config, then the layers. */
function statuses({ outcomes }: ReleaseOutcome): readonly string[] {
  return outcomes.map(({ blobs }) => blobs.map(({ status }) => status).join(' '))
}

/** The tags of each image, and how they are. */
function tags({ outcomes }: ReleaseOutcome): readonly string[] {
  return outcomes.flatMap((outcome) => outcome.tags.map(({ tag, status }) => `${tag} ${status}`))
}

function bytesSent({ outcomes }: ReleaseOutcome): number {
  return outcomes.flatMap(({ blobs }) => blobs).reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Bytes of all blobs of images, each once, without manifests. */
function bytesOf(...images: readonly MemoryImage[]): number {
  const blobs = new Map(images.flatMap((image) => [...image.blobs]))
  for (const { root } of images) blobs.delete(root.digest)
  return [...blobs.values()].reduce((sum, { length }) => sum + length, 0)
}

/** The digest that another client sees. */
async function digestBySkopeo(reference: string): Promise<string> {
  const { stdout } = await promisify(execFile)('skopeo', [
    ...['inspect', '--no-tags', '--tls-verify=false', '--format={{.Digest}}'],
    `docker://${reference}`,
  ])
  return stdout.trim()
}

/** The last part of the address of each PUT of a manifest, in order. */
function manifestsPut(seen: readonly SeenRequest[]): readonly string[] {
  return seen.flatMap(({ method, path }) => {
    const [, name] = /\/manifests\/(.*)$/.exec(path) ?? []
    return method === 'PUT' && name !== undefined ? [name] : []
  })
}

for (const { name, elsewhere, start } of SERVERS) {
  describe(
    `a release to ${name}`,
    { skip: start === undefined && 'there is no crane here' },
    () => {
      if (start === undefined) return

      it('sends every blob once, and mounts it in other repositories', async () => {
        await using registry = await start()
        const [one, two] = [imageOf('base', 'one'), imageOf('base', 'two')]
        const outcome = await releaseTo([
          { source: one, to: `${registry.host}/org/a` },
          { source: two, to: `${registry.host}/org/b` },
          { source: one, to: `${registry.host}/org/c`, tags: ['v1', 'v2'] },
        ])
        assert.equal(outcome.error, undefined)
        assert.deepEqual(statuses(outcome), [
          'uploaded uploaded uploaded',
          `uploaded ${elsewhere} uploaded`,
          `${elsewhere} ${elsewhere} ${elsewhere}`,
        ])
        assert.equal(bytesSent(outcome), bytesOf(one, two))
        assert.equal(await digestBySkopeo(`${registry.host}/org/b:latest`), two.root.digest)
        assert.equal(await digestBySkopeo(`${registry.host}/org/c:v2`), one.root.digest)
      })

      it('mounts what one repository has from earlier', async () => {
        await using registry = await start()
        await releaseTo([{ source: imageOf('base'), to: `${registry.host}/org/a` }])
        const pushes = ['b', 'a'].map((each) => ({
          source: imageOf('base', 'more'),
          to: `${registry.host}/org/${each}`,
        }))
        const outcome = await releaseTo(pushes)
        const base = outcome.outcomes.map(({ blobs }) => blobs[1]?.status)
        assert.deepEqual(base, [elsewhere, 'present'])
      })

      it('asks one question a tag when nothing changed', async () => {
        await using registry = await start()
        const index = memoryIndex([
          { image: imageOf('x'), platform: { os: 'linux', architecture: 'amd64' } },
          { image: imageOf('y'), platform: { os: 'linux', architecture: 'arm64' } },
        ])
        const pushes = [
          { source: index, to: `${registry.host}/org/a`, tags: ['v1', 'v2'] },
          { source: imageOf('x'), to: `${registry.host}/org/b` },
          { source: imageOf('x'), to: `${registry.host}/org/b`, tags: ['other'] },
        ]
        assert.equal((await releaseTo(pushes)).error, undefined)
        const again = await releaseTo(pushes)
        assert.equal(again.requests, 4)
        assert.equal(bytesSent(again), 0)
        const expected = ['v1 present', 'v2 present', 'latest present', 'other present']
        assert.deepEqual(tags(again), expected)
      })

      it('sets tags when all else is done everywhere, members of indexes first', async () => {
        await using registry = await start()
        await using proxy = await startFaultProxy(registry.host)
        const [x, y] = [imageOf('x'), imageOf('y')]
        const index = memoryIndex([{ image: x, platform: { os: 'linux', architecture: 'amd64' } }])
        const outcome = await releaseTo([
          { source: index, to: `${proxy.host}/org/a`, tags: ['v1'] },
          { source: y, to: `${proxy.host}/org/b`, tags: ['v1', 'v2'] },
        ])
        assert.equal(outcome.error, undefined)
        const put = manifestsPut(proxy.seen)
        assert.deepEqual(put.slice(3).toSorted(), ['v1', 'v1', 'v2'])
        assert.ok(put.indexOf(x.root.digest) < put.indexOf(index.root.digest))
      })

      it('sets no tag anywhere when a registry fails in the middle, and goes on the next time', async () => {
        await using registry = await start()
        let fails = true
        await using proxy = await startFaultProxy(registry.host, ({ method, path }) =>
          fails && method === 'PUT' && path.includes('/org/b/manifests/')
            ? { kind: 'answer', status: 400 }
            : undefined,
        )
        const [one, two] = [imageOf('base', 'one'), imageOf('base', 'two')]
        const pushes = [
          { source: one, to: `${proxy.host}/org/a` },
          { source: two, to: `${proxy.host}/org/b` },
        ]
        const failed = await releaseTo(pushes, { jobs: 1 })
        assert.throws(
          () => {
            throw failed.error
          },
          saying(/the registry answered 400/),
        )
        assert.equal(failed.stoppedAt, `${proxy.host}/org/b`)
        assert.equal(failed.outcomes[1]?.stored, false)
        assert.deepEqual(tags(failed), ['latest missing', 'latest missing'])
        await assert.rejects(digestBySkopeo(`${registry.host}/org/a:latest`))
        fails = false
        const second = await releaseTo(pushes)
        assert.equal(second.error, undefined)
        assert.equal(bytesSent(second), 0)
        assert.equal(await digestBySkopeo(`${registry.host}/org/b:latest`), two.root.digest)
      })

      it('says which images are done when it fails among the tags', async () => {
        await using registry = await start()
        let fails = true
        await using proxy = await startFaultProxy(registry.host, ({ method, path }) =>
          fails && method === 'PUT' && path.endsWith('/manifests/v2')
            ? { kind: 'answer', status: 403 }
            : undefined,
        )
        const to = `${proxy.host}/org/a`
        const pushes = ['v1', 'v2', 'v3'].map((tag) => ({ source: imageOf(tag), to, tags: [tag] }))
        const first = await releaseTo(pushes.slice(0, 1))
        assert.equal(first.error, undefined)
        const failed = await releaseTo(pushes)
        assert.notEqual(failed.error, undefined)
        assert.ok(tags(failed).includes('v1 present'))
        assert.ok(tags(failed).includes('v2 missing'))
        assert.deepEqual(
          failed.outcomes.map(({ stored }) => stored),
          [true, true, true],
        )
        fails = false
        assert.equal((await releaseTo(pushes)).error, undefined)
      })

      it('only looks in a dry run', async () => {
        await using registry = await start()
        await using proxy = await startFaultProxy(registry.host)
        const pushes = ['a', 'b'].map((each) => ({
          source: imageOf('same'),
          to: `${proxy.host}/org/${each}`,
        }))
        const outcome = await releaseTo(pushes, { dryRun: true })
        assert.deepEqual(statuses(outcome), ['missing missing', 'missing missing'])
        assert.deepEqual([...new Set(proxy.seen.map(({ method }) => method))], ['HEAD'])
      })
    },
  )
}

describe('a release', () => {
  it('sends a blob once to each of several registries', async () => {
    await using first = await startDockerRegistry()
    await using second = await startFakeRegistry()
    const image = imageOf('base', 'own')
    const outcome = await releaseTo([
      { source: image, to: `${first.host}/org/a` },
      { source: image, to: `${second.host}/org/a` },
      { source: image, to: `${second.host}/org/b` },
    ])
    assert.equal(outcome.error, undefined)
    assert.equal(bytesSent(outcome), 2 * bytesOf(image))
    assert.equal(await digestBySkopeo(`${first.host}/org/a:latest`), image.root.digest)
    assert.ok(second.manifests.has(image.root.digest))
  })

  it('sets no tag in one registry when another refuses the login', async () => {
    const user = { username: 'ci', password: 'right' }
    await using open = await startDockerRegistry()
    await using closed = await startDockerRegistry({ user })
    const image = imageOf('a')
    const pushes = [open, closed].map(({ host }) => ({ source: image, to: `${host}/org/a` }))
    const refused = {
      kind: 'found',
      credential: { kind: 'basic', username: 'ci', password: 'wrong', origin: 'the test' },
    } as const
    const outcome = await releaseTo(pushes, {}, { login: () => Promise.resolve(refused) })
    assert.throws(
      () => {
        throw outcome.error
      },
      saying(/Cannot log in to the registry/),
    )
    assert.equal(outcome.stoppedAt, `${closed.host}/org/a`)
    assert.deepEqual(tags(outcome), ['latest missing', 'latest missing'])
    await assert.rejects(digestBySkopeo(`${open.host}/org/a:latest`))
  })

  it('refuses two images for one tag, and asks nothing', async () => {
    await using registry = await startFakeRegistry()
    const to = `${registry.host}/org/a`
    const pushes = ['x', 'y'].map((text) => ({ source: imageOf(text), to }))
    const { error } = await releaseTo(pushes)
    assert.throws(
      () => {
        throw error
      },
      saying(/Cannot set the tag ".*\/org\/a:latest" to two images: sha256:\w+ and sha256:/),
    )
    assert.equal(registry.requests.length, 0)
  })

  it('leaves tags alone that are not to be replaced, and sends nothing', async () => {
    await using registry = await startFakeRegistry()
    const to = `${registry.host}/org/a`
    const old = ['v1', 'v2'].map((tag) => ({ source: imageOf('old'), to, tags: [tag] }))
    assert.equal((await releaseTo(old, {})).error, undefined)
    const [blobs, manifests] = [registry.blobs.size, registry.manifests.size]
    const fresh = ['v1', 'v2', 'v3'].map((tag) => ({ source: imageOf(tag), to, tags: [tag] }))
    const { error } = await releaseTo(fresh.map((each) => ({ ...each, keepsTags: true })))
    assert.throws(
      () => {
        throw error
      },
      saying(/Cannot replace tags that point to other images:\n.*a:v1\n.*a:v2$/),
    )
    assert.deepEqual([registry.blobs.size, registry.manifests.size], [blobs, manifests])
    const kept = await releaseTo(old.map((each) => ({ ...each, keepsTags: true })))
    assert.equal(kept.error, undefined)
  })

  it('sends what a registry will not mount, once a repository', async () => {
    await using registry = await startFakeRegistry({
      intercept(request, response) {
        const isLook = request.method === 'HEAD' && request.url?.includes('/blobs/') === true
        if (!isLook) return false
        response.writeHead(404).end()
        return true
      },
    })
    const image = imageOf('a')
    const pushes = ['a', 'b'].map((each) => ({ source: image, to: `${registry.host}/org/${each}` }))
    const outcome = await releaseTo(pushes)
    assert.equal(outcome.error, undefined)
    assert.equal(bytesSent(outcome), 2 * bytesOf(image))
  })

  it('tells what is ahead of several images, and where things happen', async () => {
    await using registry = await startFakeRegistry()
    const events: TransferEvent[] = []
    const [one, two] = [imageOf('base', 'one'), imageOf('base', 'two')]
    const pushes = [one, two].map((source, index) => ({
      source,
      to: `${registry.host}/org/a${index}`,
    }))
    await releaseTo(pushes, { observe: (event) => events.push(event) })
    const plan = { event: 'plan', blobs: 5, bytes: bytesOf(one, two), tags: 2 }
    assert.deepEqual(
      events.find(({ event }) => event === 'plan'),
      plan,
    )
    const tagged = events.filter(({ event }) => event === 'tag')
    assert.deepEqual(
      tagged.map(({ repository }) => repository).toSorted(),
      pushes.map(({ to }) => to),
    )
  })

  it('does not send what an image that is there already has', async () => {
    await using registry = await startFakeRegistry()
    const to = `${registry.host}/org/a`
    await releaseTo([{ source: imageOf('base', 'one'), to, tags: ['v1'] }])
    const before = registry.requests.length
    const outcome = await releaseTo([
      { source: imageOf('base', 'one'), to, tags: ['v1'] },
      { source: imageOf('base', 'two'), to, tags: ['v2'] },
    ])
    assert.deepEqual(statuses(outcome), ['present present present', 'uploaded present uploaded'])
    const looks = registry.requests.slice(before).filter((each) => /^HEAD .*\/blobs\//.test(each))
    assert.equal(looks.length, 1)
  })
})
