import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import type { Finished } from '../tools/dev/command.ts'
import { must, run } from '../tools/dev/command.ts'
import { findCrane, startCraneRegistry } from '../tools/node/testing/crane_registry.ts'
import { tempDir } from '../tools/node/testing/temp_dir.ts'
import { build, outputs } from './bazel.ts'
import type { StoredConfig, StoredManifest } from './image_files.ts'
import { blobPath, readJson } from './image_files.ts'
import { EXAMPLES } from './workspace.ts'

const INDEX = '//mnist/index'
const OPTIONS = ['--experimental_convenience_symlinks=ignore']

/** An index of images as it stands in a document. */
interface StoredIndex {
  readonly manifests: readonly {
    readonly digest: string
    readonly platform: { readonly os: string; readonly architecture: string }
  }[]
}

describe('the example mnist for two processors', () => {
  let layout = ''

  before(async () => {
    const options = [...OPTIONS, '--output_groups=oci_layout']
    await build(EXAMPLES, ...options, INDEX)
    layout =
      (await outputs(EXAMPLES, INDEX, ...options)).find((path) => path.endsWith('.oci_layout')) ??
      ''
  })

  it('is one index, to skopeo and to crane', async () => {
    const platforms = ['linux/amd64', 'linux/arm64']
    const raw = await must('skopeo', ['inspect', '--raw', `oci:${layout}`])
    assert.deepEqual(platformsOf(JSON.parse(raw)), platforms)
    const crane = findCrane(process.env)
    if (crane === undefined) throw new Error('crane is not here: npm run setup')
    await using registry = await startCraneRegistry(crane)
    const reference = `${registry.host}/mnist:index`
    const copy = ['copy', '--all', '--preserve-digests', '--dest-tls-verify=false']
    await must('skopeo', [...copy, `oci:${layout}`, `docker://${reference}`])
    assert.deepEqual(platformsOf(JSON.parse(await must(crane, ['manifest', reference]))), platforms)
    const config = await must(crane, ['config', '--platform=linux/arm64', reference])
    assert.equal((JSON.parse(config) as { readonly architecture: string }).architecture, 'arm64')
  })

  it('answers the same on both', async () => {
    await using scratch = await tempDir()
    const native = await started(layout, 'amd64', join(scratch.path, 'amd64'))
    const emulated = await started(layout, 'arm64', join(scratch.path, 'arm64'))
    assert.equal(native.status, 0, native.stderr)
    assert.equal(emulated.status, 0, emulated.stderr)
    assert.match(
      native.stdout,
      /running on cpu\n[^]*\naccuracy: 9\d\.\d\d % of 2000 held-out images\n$/,
    )
    assert.equal(emulated.stdout, native.stdout)
  })

  it('has no trace of the machine that built it', async () => {
    await using scratch = await tempDir()
    const { layers } = imageOf(layout, 'arm64').manifest
    const top = blobPath(layout, layers.at(-1)?.digest ?? '')
    await must('bsdtar', ['-xf', top, '-C', scratch.path, 'mnist/mnist'])
    const program = readFileSync(join(scratch.path, 'mnist/mnist'), 'latin1')
    assert.ok(program.startsWith('\x7fELF'))
    for (const trace of [EXAMPLES, 'bazel-out', 'execroot', '/external/', '/zig_arm64'])
      assert.ok(!program.includes(trace), trace)
  })
})

function platformsOf(index: unknown): readonly string[] {
  return (index as StoredIndex).manifests.map(
    ({ platform: { os, architecture } }) => `${os}/${architecture}`,
  )
}

/** The image of one processor in a layout of an index. */
function imageOf(
  layout: string,
  architecture: string,
): { readonly manifest: StoredManifest; readonly config: StoredConfig } {
  const top = readJson(join(layout, 'index.json')) as StoredIndex
  const index = readJson(blobPath(layout, top.manifests[0]?.digest ?? '')) as StoredIndex
  const entry = index.manifests.find(({ platform }) => platform.architecture === architecture)
  const manifest = readJson(blobPath(layout, entry?.digest ?? '')) as StoredManifest
  const config = readJson(blobPath(layout, manifest.config.digest)) as StoredConfig
  return { manifest, config }
}

/** Unpacks an image, and starts its entrypoint in its root directory, on its own processor or an emulated one. */
async function started(layout: string, architecture: string, root: string): Promise<Finished> {
  const { manifest, config } = imageOf(layout, architecture)
  mkdirSync(root)
  for (const { digest } of manifest.layers)
    await must('bsdtar', ['-xf', blobPath(layout, digest), '-C', root])
  const command = config.config.Entrypoint ?? []
  const emulator = architecture === 'arm64' ? ['qemu-aarch64-static', '-L', root] : []
  const [program = '', ...args] = [...emulator, ...command]
  return run(program, args, { cwd: root })
}
