import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, it } from 'node:test'
import { bazel, build, outputs } from './support/bazel.ts'
import { sha256 } from './support/image_files.ts'
import { EXAMPLES, otherCheckout, outsideWorkspace } from './support/workspace.ts'

/** Builds images and answers their digests by the names of the files that hold them. */
async function digestsOf(
  workspace: string,
  targets: readonly string[],
  ...options: readonly string[]
): Promise<Readonly<Record<string, string>>> {
  // No bazel-bin: the programs that other tests find there stay as they are.
  const settings = [
    '--output_groups=digest',
    '--experimental_convenience_symlinks=ignore',
    ...options,
  ]
  await build(workspace, ...settings, ...targets)
  const files = await outputs(workspace, targets.join(' + '), ...settings)
  assert.equal(files.length, targets.length, files.join())
  return Object.fromEntries(
    files.map((path) => [path.split('/bin/')[1] ?? path, readFileSync(path, 'utf8').trim()]),
  )
}

/** The digests of the layers of the CUDA runtime, which a workspace has from the index that pip is set up for. */
async function runtimeLayers(workspace: string): Promise<readonly string[]> {
  const settings = ['--output_groups=layers', '--experimental_convenience_symlinks=ignore']
  await build(workspace, ...settings, '@rt//runtimes/cuda')
  const files = await outputs(workspace, '@rt//runtimes/cuda', ...settings)
  return files.map((path) => sha256(readFileSync(path)))
}

/** Compiled by an action, from packages that are fetched: Bazel must not find what another checkout has compiled. */
const INTERPRETERS = ['//interpreters:python_3_11_amd64', '//interpreters:python_3_13_arm64']

describe('the digest of an image', () => {
  it('is the same in fastbuild and opt', async () => {
    const outside = await outsideWorkspace()
    const targets = ['//images:gzip', '//images:plain', '//images:zstd']
    const fastbuild = await digestsOf(outside, targets, '--compilation_mode=fastbuild')
    const opt = await digestsOf(outside, targets, '--compilation_mode=opt')
    const distinct = new Set(Object.values(fastbuild))
    assert.equal(distinct.size, targets.length)
    for (const digest of distinct) assert.match(digest, /^sha256:[0-9a-f]{64}$/)
    assert.deepEqual(opt, fastbuild)
  })

  it('is the same from two checkouts, and so are those of layers of runtimes', async () => {
    const targets = ['//mnist:image', '//simple_layer:image']
    const here = await digestsOf(EXAMPLES, targets)
    const layers = await runtimeLayers(EXAMPLES)
    assert.equal(layers.length, 1)
    const interpreters = await digestsOf(EXAMPLES, INTERPRETERS)
    const other = join(otherCheckout(), basename(EXAMPLES))
    try {
      assert.deepEqual(await digestsOf(other, targets), here)
      assert.deepEqual(await runtimeLayers(other), layers)
      assert.deepEqual(await digestsOf(other, INTERPRETERS, '--disk_cache='), interpreters)
    } finally {
      await bazel(other, ['shutdown'])
    }
  })
})
