import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { podmanRunFlags, startPodman } from '../tools/testing/engines.ts'
import { freePort } from '../tools/testing/free_port.ts'
import { untilReady } from '../tools/testing/until_ready.ts'
import { build, executable } from './support/bazel.ts'
import { EXAMPLES } from './support/workspace.ts'

const WINES = [
  [7, 0.27, 20.7, 0.045, 1.001, 3, 0.45, 8.8],
  [6.3, 0.3, 1.6, 0.049, 0.994, 3.3, 0.49, 9.5],
]

async function infer(url: string): Promise<readonly number[]> {
  const answer = await fetch(`${url}/infer`, {
    method: 'POST',
    body: JSON.stringify({
      inputs: [{ name: 'wines', shape: [WINES.length, 8], datatype: 'FP64', data: WINES.flat() }],
    }),
  })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  const { outputs } = JSON.parse(text) as {
    readonly outputs: readonly { readonly name: string; readonly data: readonly number[] }[]
  }
  assert.deepEqual(
    outputs.map(({ name }) => name),
    ['prediction'],
  )
  return outputs[0]?.data ?? []
}

describe('the example of a Triton server', { timeout: 1_200_000 }, () => {
  let podman: TestEngine

  before(async () => {
    await build(EXAMPLES, '//packagers:wine_triton', '//packagers:wine_triton.load')
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    podman = engine
  })
  after(() => podman[Symbol.asyncDispose]())

  it('loads the model by its document, and predicts', async () => {
    const program = executable(EXAMPLES, '//packagers:wine_triton.load')
    const name = (await must(program, ['--engine=podman'], { env: podman.env })).trim()
    assert.equal(name, 'wine-triton:10')
    const [port, grpc] = [await freePort(), await freePort()]
    const flags = [
      ...podmanRunFlags().filter((flag) => flag !== '--rm' && !flag.startsWith('--network')),
      ...['--detach', '--network=host', '--shm-size=128m'],
    ]
    const config = JSON.parse(
      await podman.run('image', 'inspect', '--format={{json .Config.Cmd}}', name),
    ) as readonly string[]
    assert.deepEqual(config, [
      ...['tritonserver', '--log-verbose', '100'],
      ...['--strict-model-config=false', '--model-repository=/models_repository'],
    ])
    const options = [`--http-port=${port}`, '--http-address=127.0.0.1', `--grpc-port=${grpc}`]
    const command = [...config, ...options, '--allow-metrics=false']
    const container = (await podman.run('run', ...flags, name, ...command)).trim()
    const model = `http://127.0.0.1:${port}/v2/models/wine`
    try {
      const logs = (): Promise<string> => podman.run('logs', container)
      await untilReady(`${model}/ready`, { seconds: 120, logs })
      const qualities = await infer(model)
      assert.equal(qualities.length, WINES.length)
      for (const quality of qualities) assert.ok(quality > 4 && quality < 7, String(quality))
    } finally {
      await podman.run('rm', '--force', '--time=1', container)
    }
  })
})
