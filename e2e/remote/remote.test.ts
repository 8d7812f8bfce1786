import assert from 'node:assert/strict'
import { createCipheriv } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import { bazel } from '../support/bazel.ts'
import { outputBase, outsideCopy } from '../support/workspace.ts'
import type { CountingProxy } from './counting_proxy.ts'
import { startCountingProxy } from './counting_proxy.ts'
import { startExecutionService } from './execution_service.ts'
import { startHttpCache } from './http_cache.ts'
import type { Spawn } from './spawns.ts'
import { readSpawns } from './spawns.ts'

/** Size of the weights: more than everything else that a build of them sends, Node left out. */
const WEIGHTS = 24 * 1024 ** 2
const MIB = 1024 ** 2

const IMAGES = [
  'images/gzip',
  'images/plain',
  'images/zstd',
  'conformance/on_base',
  'conformance/index',
]
const WEIGHTS_IMAGE = 'weights/image'

const one = withWeights(outsideCopy('remote-one'))
const two = withWeights(outsideCopy('remote-two'))
const base = outputBase('remote')

/** Puts weights into a workspace, the same for all; nothing can compress them. */
function withWeights(workspace: string): string {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16))
  mkdirSync(join(workspace, 'weights'), { recursive: true })
  writeFileSync(join(workspace, 'weights/model.bin'), cipher.update(Buffer.alloc(WEIGHTS)))
  return workspace
}

/** What a build gave. */
interface Built {
  /** By image. */
  readonly digests: Readonly<Record<string, string>>
  /** The actions that were not up to date. */
  readonly spawns: readonly Spawn[]
}

/** Builds images in the output directory of these tests. */
async function buildImages(
  workspace: string,
  images: readonly string[],
  ...options: readonly string[]
): Promise<Built> {
  await using directory = await tempDir()
  const log = join(directory.path, 'spawns.json')
  const finished = await bazel(workspace, [
    `--output_base=${base}`,
    'build',
    '--experimental_convenience_symlinks=ignore',
    // A disk cache of the user's would answer before what these tests are about.
    '--disk_cache=',
    '--output_groups=+digest',
    `--execution_log_json_file=${log}`,
    ...options,
    ...images.map((path) => `//${path.replace('/', ':')}`),
  ])
  assert.equal(finished.status, 0, finished.stderr)
  const bin = join(base, 'execroot/_main/bazel-out/k8-fastbuild/bin')
  const digest = (image: string): string =>
    readFileSync(join(bin, `${image}.digest`), 'utf8').trim()
  return {
    digests: Object.fromEntries(images.map((image) => [image, digest(image)])),
    spawns: readSpawns(log),
  }
}

/** Forgets everything that was built, but not the fetched repositories. */
async function forget(workspace: string): Promise<void> {
  const finished = await bazel(workspace, [`--output_base=${base}`, 'clean'])
  assert.equal(finished.status, 0, finished.stderr)
}

/** The distinct ways in which actions were done, by mnemonic. */
function runners(spawns: readonly Spawn[]): Readonly<Record<string, readonly string[]>> {
  const grouped = Object.groupBy(spawns, ({ mnemonic }) => mnemonic)
  return Object.fromEntries(
    Object.entries(grouped).map(([mnemonic, group = []]) => [
      mnemonic,
      [...new Set(group.map(({ runner }) => runner))],
    ]),
  )
}

describe('images built elsewhere', () => {
  let local: Built
  before(async () => {
    await forget(one)
    local = await buildImages(one, [...IMAGES, WEIGHTS_IMAGE])
  })
  after(() => bazel(two, [`--output_base=${base}`, 'shutdown']))

  describe('by a service for remote execution', () => {
    let proxy: CountingProxy
    const services = new AsyncDisposableStack()
    before(async () => {
      const service = services.use(await startExecutionService())
      proxy = services.use(await startCountingProxy(service.host))
      await forget(one)
    })
    after(() => services.disposeAsync())

    it('have the same digests', async () => {
      const { digests, spawns } = await buildImages(
        one,
        IMAGES,
        `--remote_executor=grpc://${proxy.host}`,
      )
      for (const image of IMAGES) assert.equal(digests[image], local.digests[image])
      // The service shows an action its declared inputs and nothing else: there are no others.
      const { RtImageBuild, RtLayerTar, RtImageIndex } = runners(spawns)
      const remote = ['remote']
      assert.deepEqual(
        { RtImageBuild, RtLayerTar, RtImageIndex },
        { RtImageBuild: remote, RtLayerTar: remote, RtImageIndex: remote },
      )
    })

    it('have the same digest with weights, which are not sent', async () => {
      proxy.takeSent()
      const { digests, spawns } = await buildImages(
        one,
        [WEIGHTS_IMAGE],
        `--remote_executor=grpc://${proxy.host}`,
      )
      assert.equal(digests[WEIGHTS_IMAGE], local.digests[WEIGHTS_IMAGE])
      const { RtImageBuild, RtLayerWeights = [] } = runners(spawns)
      assert.deepEqual(RtImageBuild, ['remote'])
      assert.equal(RtLayerWeights.length, 1)
      assert.notDeepEqual(RtLayerWeights, ['remote'])
      const sent = proxy.takeSent()
      assert.ok(sent < MIB, `${sent} bytes sent`)
    })

    it('have the same digest with weights that the service reads on request', async () => {
      const { digests, spawns } = await buildImages(
        one,
        [WEIGHTS_IMAGE],
        `--remote_executor=grpc://${proxy.host}`,
        '--modify_execution_info=RtLayerWeights=-no-remote-exec',
      )
      assert.equal(digests[WEIGHTS_IMAGE], local.digests[WEIGHTS_IMAGE])
      assert.deepEqual(runners(spawns)['RtLayerWeights'], ['remote'])
      const sent = proxy.takeSent()
      assert.ok(sent > WEIGHTS, `${sent} bytes sent`)
    })
  })

  it('come from a remote cache in another checkout, without what the layers were made of', async () => {
    await using cache = await startHttpCache()
    const option = `--remote_cache=http://${cache.host}`
    await forget(one)
    await buildImages(one, [...IMAGES, WEIGHTS_IMAGE], option)
    const stored = cache.stored()
    assert.ok(stored < WEIGHTS, `${stored} bytes stored`)
    await forget(one)
    const { digests, spawns } = await buildImages(two, [...IMAGES, WEIGHTS_IMAGE], option)
    assert.deepEqual(digests, local.digests)
    const { RtImageBuild, RtLayerTar, RtLayerWeights } = runners(spawns)
    const hit = ['remote cache hit']
    assert.deepEqual(
      { RtImageBuild, RtLayerTar, RtLayerWeights },
      { RtImageBuild: hit, RtLayerTar: hit, RtLayerWeights: hit },
    )
    assert.equal(cache.stored(), stored)
  })
})
