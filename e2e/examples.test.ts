import assert from 'node:assert/strict'
import { basename, join } from 'node:path'
import { describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { startPodman } from '../tools/testing/engines.ts'
import { build, executable, outputs } from './support/bazel.ts'
import { readLayout } from './support/image_files.ts'
import { EXAMPLES } from './support/workspace.ts'

/** The names of the files that the entrypoint of `mnist` is given. */
async function filesOfMnist(...flags: readonly string[]): Promise<readonly string[]> {
  // No bazel-bin: the programs that other tests find there stay as they are. Nor are other data to be in their outputs.
  const place = flags.length === 0 ? [] : ['--platform_suffix=other-data']
  const options = [...flags, ...place, '--experimental_convenience_symlinks=ignore']
  await build(EXAMPLES, ...options, '//mnist:image')
  const [layout = ''] = await outputs(EXAMPLES, '//mnist:image', ...options)
  const { Entrypoint: entrypoint = [] } = readLayout(layout).config.config
  return entrypoint.slice(1).map((path) => basename(path))
}

describe('the example mnist', () => {
  it('finds its files through runfiles', async () => {
    const files = ['model.safetensors', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']
    assert.deepEqual(await filesOfMnist(), files)
  })

  it('takes other data by flags', async () => {
    const files = await filesOfMnist(
      '--//mnist:test_images=//mnist:train-images-idx3-ubyte',
      '--//mnist:test_labels=//mnist:train-labels-idx1-ubyte',
    )
    assert.deepEqual(files.slice(1), ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'])
  })
})

describe('the example model', () => {
  it('finds its weights in a container as it does outside, one layer each', async () => {
    await build(EXAMPLES, '//model:nearest', '//model:load')
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    const args = ['--engine=podman', '--json']
    const said = await must(executable(EXAMPLES, '//model:load'), args, { env: podman.env })
    const { layers } = JSON.parse(said) as { readonly layers: readonly { readonly size: number }[] }
    const shards = layers.filter(({ size }) => size > 2 ** 20 && size < 2 ** 20 + 10_000)
    assert.deepEqual([layers.length, shards.length], [3, 2])
    const bin = join(EXAMPLES, 'bazel-bin/model')
    const files = ['weights-00001-of-00002.bin', 'weights-00002-of-00002.bin']
    const answer = await must(
      join(bin, 'nearest'),
      files.map((file) => join(bin, file)),
    )
    assert.match(answer, /^32768 vectors in 2 shards\nvector 0 is like vector \d+\n/)
    assert.equal(await podman.runContainer('distroless/nearest:latest'), answer)
  })
})
