import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { startPodman } from '../tools/testing/engines.ts'
import type { FakeRegistry } from '../tools/testing/fake_registry.ts'
import { startFakeRegistry } from '../tools/testing/fake_registry.ts'
import { memoryImage, memoryIndex } from '../tools/testing/memory_image.ts'
import { pushTo } from '../tools/testing/registry_client.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { bazel, build, executable, outputs } from './support/bazel.ts'
import { blobPath, readLayout } from './support/image_files.ts'
import { EXAMPLES, examplesCopy } from './support/workspace.ts'

const withoutDpkg = spawnSync('dpkg', ['--version']).status !== 0 && 'there is no dpkg'

/** What dpkg says of the packages of an image: name, version and architecture. */
async function packagesOf(
  target: string,
  ...options: readonly string[]
): Promise<readonly string[]> {
  // No bazel-bin: the programs that other tests find there stay as they are.
  const settings = [...options, '--experimental_convenience_symlinks=ignore']
  await build(EXAMPLES, ...settings, target)
  const [layout = ''] = await outputs(EXAMPLES, target, ...settings)
  await using root = await tempDir()
  for (const { digest } of readLayout(layout).manifest.layers)
    execFileSync('tar', ['-xf', blobPath(layout, digest), '-C', root.path])
  const dpkg = (...args: readonly string[]): string =>
    execFileSync('dpkg', [`--root=${root.path}`, ...args], { encoding: 'utf8' })
  // Files are as their packages have them: what dpkg verifies without a word.
  assert.equal(dpkg('--verify'), '')
  const listing = dpkg('-l').split('\n')
  return listing
    .filter((line) => line.startsWith('ii '))
    .map((line) => line.split(/ +/).slice(1, 4).join(' '))
}

describe('the base of Debian packages', { timeout: 600_000 }, () => {
  it('runs a C++ program that takes all from it', async () => {
    await build(EXAMPLES, '//base:load')
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    await must(executable(EXAMPLES, '//base:load'), ['--engine=podman'], { env: podman.env })
    assert.equal(
      await podman.runContainer('distroless/surroundings:latest'),
      'user: nonroot\ntime: 2026-01-01 01:00 CET\ncertificates: more than 100\ncaught: no /nowhere\n',
    )
  })

  for (const architecture of ['amd64', 'arm64'])
    it(`lists its packages for ${architecture} to dpkg`, { skip: withoutDpkg }, async () => {
      const platform = `--platforms=@rt//platforms:linux_${architecture}`
      const packages = await packagesOf('//base:debian_cc', platform)
      assert.equal(packages.length, 9, packages.join())
      assert.ok(packages.some((line) => line.startsWith('tzdata ') && line.endsWith(' all')))
      const libc = packages.find((line) => line.startsWith('libc6'))
      assert.match(libc ?? '', new RegExp(`^libc6:${architecture} 2\\.36-\\S+ ${architecture}$`))
    })
})

describe('the base of gcr.io', { timeout: 600_000 }, () => {
  // An image that no earlier run has seen, under a tag of its own: Bazel asks for nothing twice.
  const run = `run-${Date.now()}`
  const images = ['amd64', 'arm64'].map((architecture) => {
    const platform = { os: 'linux', architecture }
    const files = { [run]: architecture }
    return { image: memoryImage({ layers: [{ files, compression: 'gzip' }], platform }), platform }
  })
  let workspace = ''
  let registry: FakeRegistry
  let pushed = 0
  let settings: readonly string[] = []

  /** What was asked of the registry since the image is there: `GET manifests` and so on. */
  const asked = (): readonly string[] =>
    registry.requests
      .slice(pushed)
      .map((request) => request.replace(/ .*\/(manifests|blobs)\/.*/, ' $1'))

  before(async () => {
    workspace = examplesCopy('distroless')
    registry = await startFakeRegistry()
    const modules = join(workspace, 'MODULE.bazel')
    const text = readFileSync(modules, 'utf8')
    writeFileSync(modules, text.replace('tag = "latest"', `tag = "${run}"`))
    await pushTo(registry.host, memoryIndex(images), { tags: [run] }, {}, 'distroless/cc-debian12')
    pushed = registry.requests.length
    settings = [`--repo_env=RT_REGISTRY_MIRRORS=gcr.io=${registry.host}`]
  })
  after(async () => {
    await registry[Symbol.asyncDispose]()
    await bazel(workspace, ['shutdown'])
  })

  it('is not asked for without the flag', async () => {
    await build(workspace, ...settings, '--nobuild', '//base/...')
    assert.deepEqual(asked(), [])
  })

  it('is what images are built on with the flag, and keeps its layers', async () => {
    const chosen = [...settings, '--//base:distroless']
    await build(workspace, ...chosen, '//base:image')
    const [layout = ''] = await outputs(workspace, '//base:image', ...chosen)
    const { layers } = readLayout(layout).manifest
    const known = [...(images[0]?.image.blobs.keys() ?? [])].map(String)
    assert(known.includes(layers[0]?.digest ?? ''))
    assert.deepEqual(asked(), ['GET manifests', 'GET manifests', 'GET blobs'])
  })
})
