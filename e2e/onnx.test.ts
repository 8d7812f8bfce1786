import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { startPodman } from '../tools/testing/engines.ts'
import { bazel, build, executable, outputs } from './support/bazel.ts'
import { readLayout } from './support/image_files.ts'
import { EXAMPLES } from './support/workspace.ts'

const WORKSPACE = join(EXAMPLES, 'onnx')
const ANSWER = `ONNX Runtime 1.31.1
250,10,20 is red
10,20,90 is navy
200,210,200 is silver
`

describe('the example onnx', { timeout: 600_000 }, () => {
  after(() => bazel(WORKSPACE, ['shutdown']))

  it('finds ONNX Runtime in its runfiles', async () => {
    const { stdout, stderr } = await bazel(WORKSPACE, ['run', '//:name_colours'])
    assert.equal(stdout, ANSWER, stderr)
  })

  it('finds ONNX Runtime in a layer of its own in a container', async () => {
    await build(WORKSPACE, '//:image', '//:load')
    const [layout = ''] = await outputs(WORKSPACE, '//:image')
    const history = readLayout(layout).config.history as readonly { readonly created_by?: string }[]
    const places = history.map(({ created_by: text = '' }) => text)
    assert.equal(places.filter((text) => text.includes('opt/rt/cpu')).length, 1, places.join('\n'))
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    await must(executable(WORKSPACE, '//:load'), ['--engine=podman'], { env: podman.env })
    assert.equal(await podman.runContainer('distroless/name_colours:latest'), ANSWER)
  })
})
