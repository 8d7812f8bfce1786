import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { run } from '../../tools/dev/command.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import { packRootfs } from './rootfs.ts'

describe('the example mnist with CUDA, out of its image', () => {
  it('answers from the GPU where there is one, and says why not where there is none', async (t) => {
    await using scratch = await tempDir()
    const archive = join(scratch.path, 'rootfs.tar.gz')
    await packRootfs(archive)
    const { status, stdout, stderr } = await run('sh', [
      join(import.meta.dirname, 'on_device.sh'),
      archive,
    ])
    assert.equal(status, 0, stdout + stderr)
    assert.match(stdout, /^gpu: the answers are the same$/m)
    const skipped = /^gpu: SKIPPED.*$/m.exec(stdout)?.[0]
    if (skipped === undefined)
      assert.match(stdout, /^gpu: done, the predictions come from the GPU$/m)
    else {
      t.diagnostic(skipped)
      assert.match(stdout, /^cuda: there is no device: .*cudaErrorInsufficientDriver \(35\)$/m)
      assert.match(stdout, /^model: .* running on cpu$/m)
    }
  })
})
