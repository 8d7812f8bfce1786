import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { startDocker, startPodman } from '../tools/testing/engines.ts'
import { bazel, build, executable } from './support/bazel.ts'
import { mnistByItself } from './support/mnist.ts'
import { EXAMPLES, GREETING, outsideWorkspace } from './support/workspace.ts'

const outside = await outsideWorkspace()

before(async () => {
  const loads = ['//images:load_gzip', '//images:load_plain', '//images:load_zstd']
  await build(outside, '--output_groups=+tarball', ...loads)
  await build(EXAMPLES, '//mnist', '//mnist:load', '//simple_layer', '//simple_layer:load')
})

/** What these tests read of what `rt load --json` prints. */
interface LoadReport {
  readonly layers: readonly { readonly status: string; readonly bytes: number }[]
}

/** Runs a load target outside Bazel, as `bazel run` does after building it. */
function load(
  workspace: string,
  label: string,
  engine: TestEngine,
  ...args: readonly string[]
): Promise<string> {
  const program = executable(workspace, label)
  return must(program, ['--engine', engine.kind, ...args], { env: engine.env })
}

function containsDigits(text: string): void {
  assert.match(text, /^image 0: predicted \d, labelled \d$/m)
  const accuracy = Number(/^accuracy: ([\d.]+) % of \d+ held-out images$/m.exec(text)?.[1])
  assert.ok(accuracy > 95, text)
}

async function startEngine(kind: TestEngine['kind']): Promise<TestEngine> {
  const start = kind === 'docker' ? startDocker : startPodman
  const { engine, missing } = await start(process.env)
  if (engine === undefined) throw new Error(missing)
  return engine
}

for (const kind of ['docker', 'podman'] as const) {
  describe(`an image loaded into ${kind}`, () => {
    let engine: TestEngine
    before(async () => {
      engine = await startEngine(kind)
    })
    after(() => engine[Symbol.asyncDispose]())

    for (const name of ['gzip', 'plain', 'zstd']) {
      it(`runs, with ${name} layers`, async () => {
        await load(outside, `//images:load_${name}`, engine)
        assert.equal(await engine.runContainer(`outside/${name}:latest`), GREETING)
      })
    }

    for (const name of ['gzip', 'plain', 'zstd']) {
      it(`runs when the engine itself loads the tarball, with ${name} layers`, async () => {
        const tarball = executable(outside, `//images:load_${name}.tar`)
        await engine.run('rmi', '--force', `outside/${name}:latest`)
        await engine.run('load', '--input', tarball)
        assert.equal(await engine.runContainer(`outside/${name}:latest`), GREETING)
      })
    }

    it('reads digits as well as the program does by itself', async () => {
      await load(EXAMPLES, '//mnist:load', engine)
      const said = await engine.runContainer('distroless/mnist:latest')
      containsDigits(said)
      assert.equal(said, await mnistByItself())
    })

    it('sends nothing when it is loaded again', async () => {
      await load(EXAMPLES, '//mnist:load', engine)
      const report = await load(EXAMPLES, '//mnist:load', engine, '--json')
      const { layers } = JSON.parse(report) as LoadReport
      assert.deepEqual(
        layers.map(({ status, bytes }) => ({ status, bytes })),
        [{ status: 'present', bytes: 0 }],
      )
    })

    it('keeps its settings', async () => {
      await load(outside, '//images:load_gzip', engine)
      const format = '{{json .Config.Env}} {{.Config.WorkingDir}} {{json .Config.ExposedPorts}}'
      const said = await engine.run('image', 'inspect', `--format=${format}`, 'outside/gzip:latest')
      assert.equal(said, '["GREETING=hello"] /images {"8080/tcp":{}}\n')
    })
  })
}

describe('bazel run //simple_layer:load', () => {
  it('loads into the engine that it is pointed to', async () => {
    await using engine = await startEngine('podman')
    const args = ['run', '//simple_layer:load', '--', '--engine=podman']
    const finished = await bazel(EXAMPLES, args, { env: engine.env })
    assert.equal(finished.status, 0, finished.stderr)
    const said = await engine.runContainer('distroless/simple_layer:latest')
    assert.equal(said, await must(executable(EXAMPLES, '//simple_layer'), []))
  })
})
