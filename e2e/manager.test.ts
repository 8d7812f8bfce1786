import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Finished } from '../tools/dev/command.ts'
import { must, run } from '../tools/dev/command.ts'
import { CHECKOUT, TOOLS } from '../tools/dev/places.ts'
import { startDockerRegistry } from '../tools/testing/docker_registry.ts'
import { outsideWorkspace } from './support/workspace.ts'

const outside = await outsideWorkspace()
const BASE = 'base-python3.11-debian12'
const RUNTIME = '1.0.0-python3.11-debian12-runtime'

/** Runs the manager in the workspace, with the Bazel of this checkout. */
function build(...args: readonly string[]): Promise<Finished> {
  const main = join(CHECKOUT, 'tools/cmd/main.ts')
  const fixed = ['--manifest=release/manifest.yml', '--target=//release:{tag}.push']
  const env = { ...process.env, BAZEL: join(CHECKOUT, 'tools/dev/bazel') }
  const all = [main, 'base-images', 'build', ...fixed, ...args]
  return run(process.execPath, all, { cwd: outside, env })
}

describe('rt base-images build', () => {
  it('builds and pushes what is asked for, once, and keeps the tags of a release', async () => {
    await using registry = await startDockerRegistry()
    const where = [`--registry=${registry.host}`, '--organization=org']
    const repository = `${registry.host}/org/bento-server`
    const first = await build('--bentoml_version=1.0.0', ...where, '--max_workers=2', '--json')
    assert.equal(first.status, 0, first.stderr)
    const report = JSON.parse(first.stdout) as {
      readonly complete: boolean
      readonly images: readonly { readonly digest: string; readonly status: string }[]
    }
    assert.equal(report.complete, true)
    for (const [index, tag] of [BASE, RUNTIME].entries()) {
      const digest = await must(join(TOOLS, 'crane'), ['digest', `${repository}:${tag}`])
      assert.equal(digest.trim(), report.images[index]?.digest)
    }
    const again = await build('--bentoml_version=1.0.0', ...where, '--json')
    assert.deepEqual((JSON.parse(again.stdout) as { requests: number }).requests, 2)

    const crane = join(TOOLS, 'crane')
    await must(crane, ['tag', `${repository}:${BASE}`, RUNTIME])
    await must(crane, ['tag', `${repository}@${report.images[1]?.digest ?? ''}`, BASE])
    const kept = await build('--bentoml_version=1.0.0', ...where)
    assert.equal(kept.status, 1)
    assert.match(kept.stderr, /Cannot replace tags that point to other images: .*-runtime\n/)
    const baseOnly = await build('--bentoml_version=1.0.0', ...where, '--releases=base')
    assert.equal(baseOnly.status, 0, baseOnly.stderr)
    const replaced = await build('--bentoml_version=1.0.0', ...where, '--overwrite')
    assert.equal(replaced.status, 0, replaced.stderr)
  })

  it('names the images in a dry run, and says which target there is not', async () => {
    const dry = await build('--bentoml_version=1.0.0', '--dry-run', '--skip-base')
    assert.equal(dry.stdout, `docker.io/bentoml/bento-server:${RUNTIME}\n`)
    const { status, stderr } = await build('--bentoml_version=2.0.0')
    assert.equal(status, 1)
    assert.match(stderr, /2\.0\.0-python3\.11-debian12-runtime\.push/)
    assert.match(stderr, /Cannot build the images: ".*bazel build" ended with exit code 1/)
  })

  it('says that there is no Bazel, and what is wrong with a command line', async () => {
    const nowhere = await build('--bentoml_version=1.0.0', '--bazel=/no/bazel')
    assert.equal(nowhere.status, 1)
    assert.match(nowhere.stderr, /Cannot start "\/no\/bazel"/)
    const usage = await build('--bentoml_version=1.0.0', '--releases=nightly')
    assert.equal(usage.status, 2)
    assert.match(usage.stderr, /'nightly' is not one of 'base', 'runtime', 'cudnn', 'devel', 'all'/)
  })
})
