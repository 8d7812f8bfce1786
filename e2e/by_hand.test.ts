import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import { startPodman } from '../tools/testing/engines.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { bazel, build, executable } from './support/bazel.ts'
import { readLayout, sha256 } from './support/image_files.ts'
import { startRegistry } from './support/registries.ts'
import { GREETING, outsideWorkspace } from './support/workspace.ts'

const outside = await outsideWorkspace()
const layout = executable(outside, '//images:gzip')

/** Runs rt from its sources; a failure fails the test. */
function rt(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return must(process.execPath, [join(CHECKOUT, 'tools/cmd/main.ts'), ...args], { env })
}

describe('rt by hand, on what a build left', () => {
  before(() => build(outside, '//images:gzip'))

  it('pushes a layout to a reference', async () => {
    await using registry = await startRegistry('docker-registry', undefined)
    const reference = `${registry.host}/by/hand:v1`
    const said = await rt(['push', layout, reference], registry.env)
    const { digest } = readLayout(layout).root
    assert.equal(said.trim(), `${registry.host}/by/hand@${digest}`)
    const source = `docker://${reference}`
    const found = await must('skopeo', ['inspect', '--raw', '--tls-verify=false', source])
    assert.equal(sha256(found), digest)
  })

  it('copies a layout to a registry and on, and pulls it, with a login', async () => {
    const user = { username: 'ci', password: 'correct-horse' }
    await using registry = await startRegistry('docker-registry', user)
    await using place = await tempDir()
    const { digest } = readLayout(layout).root
    const [first, second] = [`${registry.host}/by/hand:v1`, `${registry.host}/by/copy:v2`]
    await rt(['copy', layout, first], registry.env)
    await rt(['copy', first, second], registry.env)
    const pulled = join(place.path, 'pulled')
    const said = await rt(['pull', second, `oci:${pulled}:mine`], registry.env)
    assert.equal(said.trim(), `${registry.host}/by/copy@${digest}`)
    const found = await must('skopeo', ['inspect', '--raw', `oci:${pulled}:mine`])
    assert.equal(sha256(found), digest)
    const looks = await Promise.all(
      [first, second, pulled].map((at) => rt(['inspect', at], registry.env)),
    )
    assert.deepEqual(
      looks.map((text) => text.match(/^Image +(\S+)$/m)?.[1]),
      [digest, digest, digest],
    )
  })

  it('loads a layout under a name', async () => {
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    await rt(['load', layout, '--tag', 'by/hand:v1', '--engine', 'podman'], podman.env)
    assert.equal(await podman.runContainer('by/hand:v1'), GREETING)
  })

  it('runs as a target of Bazel, with paths from where people are', async () => {
    const { status, stdout, stderr } = await bazel(join(outside, 'images'), [
      ...['run', '@rt//:rt', '--', 'inspect'],
      '../bazel-bin/images/gzip',
    ])
    assert.equal(status, 0, stderr)
    assert.match(stdout, new RegExp(readLayout(layout).root.digest))
  })

  it('runs on the store of Bentos as a target of Bazel', async () => {
    const run = ['run', '@rt//:bento', '--', 'list', '-o', 'json']
    const env = { ...process.env, BENTOML_HOME: '/nonexistent' }
    const { status, stdout, stderr } = await bazel(outside, run, { env })
    assert.equal(status, 0, stderr)
    assert.match(stdout, /^\[\]$/m)
  })

  it('shows what a layout holds', async () => {
    const said = await rt(['inspect', layout])
    const { root, manifest } = readLayout(layout)
    for (const { digest } of [root, ...manifest.layers]) {
      assert.match(said, new RegExp(digest.slice('sha256:'.length, 'sha256:'.length + 12)))
    }
  })
})
