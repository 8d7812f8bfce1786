import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { describe, it } from 'node:test'
import { build, outputs } from './bazel.ts'
import { readLayout } from './image_files.ts'
import { EXAMPLES } from './workspace.ts'

/** The names of the files that the entrypoint of `mnist` is given. */
async function filesOfMnist(...flags: readonly string[]): Promise<readonly string[]> {
  // No bazel-bin: the programs that other tests find there stay as they are.
  const options = [...flags, '--experimental_convenience_symlinks=ignore']
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
