import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { must, run } from '../tools/dev/command.ts'
import { findCrane, startCraneRegistry } from '../tools/testing/crane_registry.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { build, output } from './support/bazel.ts'
import { blobPath } from './support/image_files.ts'
import { emulated, imageOf, platformsOf, unpack } from './support/index_layout.ts'
import { EXAMPLES } from './support/workspace.ts'

const INDEX = '//mnist/index'
const PUSH = '//mnist/index:push'
const OPTIONS = ['--experimental_convenience_symlinks=ignore']

describe('the example mnist for two processors', () => {
  let layout = ''
  let push = ''

  before(async () => {
    const options = [...OPTIONS, '--output_groups=+oci_layout']
    await build(EXAMPLES, ...options, INDEX, PUSH)
    layout = await output(EXAMPLES, INDEX, '.oci_layout', ...options)
    push = await output(EXAMPLES, PUSH, '/push', ...options)
  })

  it('is one index, to skopeo and to crane, in which each image has a name of its own', async () => {
    const crane = findCrane(process.env)
    if (crane === undefined) throw new Error('crane is not here: npm run setup')
    await using registry = await startCraneRegistry(crane)
    const repository = `${registry.host}/org/mnist`
    await must(push, ['--repository', repository, '--tag', 'v1', '--quiet'])
    const raw = await must('skopeo', [
      ...['inspect', '--raw', '--tls-verify=false'],
      `docker://${repository}:v1`,
    ])
    const platforms = ['linux/amd64', 'linux/arm64']
    assert.deepEqual(platformsOf(JSON.parse(raw)), platforms)
    const manifest = await must(crane, ['manifest', `${repository}:latest`])
    assert.deepEqual(platformsOf(JSON.parse(manifest)), platforms)
    const config = await must(crane, ['config', '--platform=linux/arm64', `${repository}:v1`])
    assert.equal((JSON.parse(config) as { readonly architecture: string }).architecture, 'arm64')
    assert.equal(await must(crane, ['config', `${repository}:v1-linux-arm64`]), config)
    const tags = await must(crane, ['ls', repository])
    const expected = ['latest', 'v1'].flatMap((tag) => [
      tag,
      `${tag}-linux-amd64`,
      `${tag}-linux-arm64`,
    ])
    assert.deepEqual(tags.trim().split('\n').toSorted(), expected.toSorted())
  })

  it('answers the same on both', async () => {
    await using scratch = await tempDir()
    const [here, there] = [join(scratch.path, 'amd64'), join(scratch.path, 'arm64')]
    const [amd64, arm64] = [imageOf(layout, 'amd64'), imageOf(layout, 'arm64')]
    await unpack(layout, amd64, here)
    await unpack(layout, arm64, there)
    // Without a base, it needs nothing of this machine.
    const [program = '', ...args] = amd64.config.config.Entrypoint ?? []
    const native = await run(program, args, { cwd: here })
    const other = await emulated(arm64, there)
    assert.equal(native.status, 0, native.stderr)
    assert.equal(other.status, 0, other.stderr)
    assert.match(
      native.stdout,
      /running on cpu\n[^]*\naccuracy: 9\d\.\d\d % of 2000 held-out images\n$/,
    )
    assert.equal(other.stdout, native.stdout)
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
