import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parseImageName } from '../../core/tarball/image_name.ts'
import type { ImageName } from '../../core/tarball/image_name.ts'
import type { Compression } from '../../core/media_types.ts'
import type { MaybeEngine, TestEngine } from '../../testing/engines.ts'
import { startDocker, startPodman } from '../../testing/engines.ts'
import type { MemoryImage } from '../../testing/memory_image.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { tinyProgram } from '../../testing/tiny_program.ts'
import { findEngine } from './detect.ts'
import type { Engine } from './engine.ts'
import type { LoadOutcome } from './load.ts'
import type { LoadRequest } from './load_request.ts'
import { loadImage, namePresentImage } from './load.ts'
import { unpackable } from './unpackable.ts'
import { saying } from '../../testing/saying.ts'

const signal = new AbortController().signal

function nameOf(text: string): ImageName {
  const name = parseImageName(text)
  assert(name.ok)
  return name.value
}

/** A base layer that all share, and one with a program that prints a text. */
function greeter(text: string, compression: Compression): MemoryImage {
  return memoryImage({
    layers: [
      { files: { base: 'shared by all' }, compression },
      { files: { greet: tinyProgram(`${text}\n`) }, compression },
    ],
    entrypoint: ['/greet'],
  })
}

/** An image whose last layer turns out to be another only when it has been read. */
function changedAtTheEnd(image: MemoryImage): MemoryImage {
  const last = [...image.blobs].filter(([, bytes]) => bytes.length % 512 === 0).at(-1)?.[0]
  return {
    ...image,
    blob: (descriptor) => {
      const blob = image.blob(descriptor)
      if (descriptor.digest !== last) return blob
      return {
        ...blob,
        async *open(start): AsyncGenerator<Uint8Array> {
          yield* blob.open(start)
          throw new Error('Changed under way')
        },
      }
    },
  }
}

type Start = readonly [title: string, start: () => Promise<MaybeEngine>]

/** `RT_TEST_DOCKER_ROOT` names a directory with another Docker below usr/bin and usr/sbin. */
function otherDocker(root: string | undefined): readonly Start[] {
  if (root === undefined) return []
  const env = { ...process.env, PATH: `${root}/usr/bin:${process.env['PATH'] ?? ''}` }
  const daemon = `${root}/usr/sbin/dockerd`
  const containerd = ['--feature', 'containerd-snapshotter=true']
  return [
    ['another docker', () => startDocker(env, [daemon])],
    ["another docker with containerd's store", () => startDocker(env, [daemon, ...containerd])],
  ]
}

const ENGINES: readonly Start[] = [
  ['docker', () => startDocker(process.env)],
  ['podman', () => startPodman(process.env)],
  ...otherDocker(process.env['RT_TEST_DOCKER_ROOT']),
]

interface Asked extends Partial<LoadRequest> {
  readonly image: MemoryImage
  readonly name: string
}

for (const [kind, start] of ENGINES) {
  describe(`loading into ${kind}`, () => {
    let own: TestEngine | undefined
    let engine: Engine | undefined
    let why = ''

    before(async () => {
      const { engine: started, missing } = await start()
      own = started
      why = missing ?? ''
      if (started !== undefined) engine = await findEngine({ env: started.env, signal })
    })
    after(async () => own?.[Symbol.asyncDispose]())

    const load = async ({ image, name, ...options }: Asked): Promise<LoadOutcome> => {
      assert(engine && own)
      const source = await unpackable(image, 'auto', engine.zstd)
      const names = [nameOf(name), nameOf(`${name}-too`)]
      const request = { source, names, route: 'auto', format: 'docker' } as const
      const deaf = { onFallback: () => undefined, observe: () => undefined }
      return loadImage(engine, { ...request, ...deaf, ...options }, { env: own.env, signal })
    }
    const statuses = ({ layers }: LoadOutcome): readonly string[] =>
      layers.map(({ status }) => status)

    for (const compression of ['none', 'gzip', 'zstd'] as const) {
      for (const route of ['registry', 'tar'] as const) {
        it(`runs an image with ${compression} layers that came by ${route}`, async (t) => {
          if (own === undefined) return t.skip(why)
          const text = `${compression} by ${route}`
          const name = `test/${compression}:${route}`
          const outcome = await load({ image: greeter(text, compression), name, route })
          assert.equal(outcome.route, route)
          assert.equal(statuses(outcome).at(-1), 'uploaded')
          for (const each of [name, `${name}-too`])
            assert.equal(await own.runContainer(each), `${text}\n`)
          assert.doesNotMatch(await own.run('images', '--digests'), /127\.0\.0\.1/)
        })
      }
    }

    it('sends only the layers that the engine lacks', async (t) => {
      if (own === undefined) return t.skip(why)
      const base = { files: { base: 'more' }, compression: 'gzip' } as const
      const withText = (text: string): MemoryImage =>
        memoryImage({ layers: [base, { files: { text }, compression: 'none' }] })
      const first = await load({ image: withText('one'), name: 'test/first' })
      const second = await load({ image: withText('two'), name: 'test/second' })
      assert.deepEqual(statuses(first), ['uploaded', 'uploaded'])
      assert.deepEqual(statuses(second), ['present', 'uploaded'])
      assert.equal(second.layers[1]?.bytes, second.layers[1]?.size)
    })

    it('gives names to an image that the engine has, and sends nothing', async (t) => {
      if (own === undefined || engine === undefined) return t.skip(why)
      const image = greeter('hello', 'gzip')
      const surroundings = { env: own.env, signal }
      const names = [nameOf('test/again')]
      assert.equal(await namePresentImage(engine, image, names, surroundings), undefined)
      await load({ image, name: 'test/once' })
      const outcome = await namePresentImage(engine, image, names, surroundings)
      assert.equal(outcome?.route, 'none')
      assert.deepEqual(
        outcome.layers.map(({ status }) => status),
        ['present', 'present'],
      )
      assert.equal(await own.runContainer('test/again'), 'hello\n')
    })

    for (const route of ['registry', 'tar'] as const) {
      it(`names nothing when a source has changed, by ${route}`, async (t) => {
        if (own === undefined) return t.skip(why)
        const image = changedAtTheEnd(greeter(`changed ${route}`, 'none'))
        const name = `test/changed:${route}`
        await assert.rejects(load({ image, name, route }), /Changed under way/)
        assert.doesNotMatch(await own.run('images'), /changed/)
      })
    }

    it('takes an OCI archive, or says that it takes docker archives only', async (t) => {
      if (own === undefined || engine === undefined) return t.skip(why)
      const image = greeter('as oci', 'gzip')
      const loading = load({ image, name: 'test/oci:x', route: 'tar', format: 'oci' })
      if (engine.kind === 'docker' && !engine.containerdStore)
        return assert.rejects(loading, saying(/Cannot load format "oci" into docker/))
      await loading
      assert.equal(await own.runContainer('test/oci:x-too'), 'as oci\n')
    })
  })
}

describe('a daemon that cannot reach our loopback', () => {
  it('gets a tar instead, unless a pull is asked for', async (t) => {
    const { engine: own, missing } = await startDocker(process.env, ['unshare', '--net', 'dockerd'])
    if (own === undefined) return t.skip(missing)
    t.after(() => own[Symbol.asyncDispose]())
    const surroundings = { env: own.env, signal }
    const engine = await findEngine(surroundings, 'docker')
    const said: string[] = []
    const request = {
      source: greeter('from afar', 'gzip'),
      names: [nameOf('test/afar')],
      format: 'docker',
      observe: () => undefined,
      onFallback: (reason: string) => void said.push(reason),
    } as const
    await assert.rejects(
      loadImage(engine, { ...request, route: 'registry' }, surroundings),
      saying(
        /Cannot pull from the registry of this process with docker .*: it has not asked 127\.0\.0\.1:\d+ for anything \(.+\)/,
      ),
    )
    const outcome = await loadImage(engine, { ...request, route: 'auto' }, surroundings)
    assert.equal(outcome.route, 'tar')
    assert.match(outcome.fallback ?? '', /has not asked 127\.0\.0\.1/)
    assert.deepEqual(said, [outcome.fallback])
    assert.equal(await own.runContainer('test/afar'), 'from afar\n')
  })
})
