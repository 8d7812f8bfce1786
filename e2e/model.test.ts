import assert from 'node:assert/strict'
import { createCipheriv } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Finished } from '../tools/dev/command.ts'
import { must, run } from '../tools/dev/command.ts'
import { startDockerRegistry } from '../tools/testing/docker_registry.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { startDocker, startPodman } from '../tools/testing/engines.ts'
import type { RunningRegistry } from '../tools/testing/registry_server.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { tinyProgram } from '../tools/testing/tiny_program.ts'
import { bazel, executable, outputs } from './support/bazel.ts'
import type { CountingProxy } from './remote/counting_proxy.ts'
import { startCountingProxy } from './remote/counting_proxy.ts'
import type { Spawn } from './remote/spawns.ts'
import { readSpawns } from './remote/spawns.ts'
import { outsideCopy } from './support/workspace.ts'

const MIB = 1024 ** 2
/** Bytes of each of two shards, which nothing can compress. */
const SHARD = 4 * MIB

const workspace = outsideCopy('model')
const IMAGE = 'outside/model:latest'

/** What these tests read of what `rt push --json` and `rt load --json` print. */
interface Report {
  readonly digest: string
  /** Of a load. */
  readonly route?: string
  readonly bytes: number
  readonly layers: readonly {
    readonly size: number
    readonly status: string
    readonly bytes: number
    readonly seconds: number
  }[]
}

function writeShards(seed: number): void {
  mkdirSync(join(workspace, 'model/weights'), { recursive: true })
  for (const shard of [1, 2]) {
    const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed + shard), Buffer.alloc(16))
    const name = `model/weights/model-0000${shard}-of-00002.safetensors`
    writeFileSync(join(workspace, name), cipher.update(Buffer.alloc(SHARD)))
  }
}

/** Writes the code: a program that says something. */
function writeCode(text: string): void {
  writeFileSync(join(workspace, 'model/server'), tinyProgram(text))
  chmodSync(join(workspace, 'model/server'), 0o755)
}

/** Builds everything; answers the actions that were run. */
async function buildAll(): Promise<readonly Spawn[]> {
  await using directory = await tempDir()
  const log = join(directory.path, 'spawns.json')
  const targets = ['//model:image', '//model:load', '//model:push']
  const finished = await bazel(workspace, ['build', `--execution_log_json_file=${log}`, ...targets])
  assert.equal(finished.status, 0, finished.stderr)
  return readSpawns(log)
}

function mnemonics(spawns: readonly Spawn[]): readonly string[] {
  return spawns.map(({ mnemonic }) => mnemonic).toSorted()
}

async function push(host: string): Promise<Report> {
  const args = ['--repository', `${host}/org/model`, '--json']
  return JSON.parse(await must(executable(workspace, '//model:push'), args)) as Report
}

function load(engine: TestEngine, ...args: readonly string[]): Promise<Finished> {
  const program = executable(workspace, '//model:load')
  return run(program, ['--engine', engine.kind, '--json', ...args], { env: engine.env })
}

async function loaded(engine: TestEngine, ...args: readonly string[]): Promise<Report> {
  const { status, stdout, stderr } = await load(engine, ...args)
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout) as Report
}

function statuses(report: Report): readonly string[] {
  return report.layers.map(({ status }) => status)
}

/** Of the layers, only the one on top was sent. */
function sentOnlyTop(report: Report): void {
  assert.deepEqual(statuses(report), ['present', 'present', 'present', 'uploaded'])
  const top = report.layers.at(-1)
  assert.ok(top && top.seconds >= 0)
  assert.equal(top.bytes, top.size)
  assert.ok(report.bytes < 10_000, `${report.bytes} bytes`)
}

async function startEngines(stack: AsyncDisposableStack): Promise<readonly TestEngine[]> {
  const started: TestEngine[] = []
  for (const start of [startPodman, startDocker]) {
    const { engine, missing } = await start(process.env)
    if (engine === undefined) throw new Error(missing)
    started.push(stack.use(engine))
  }
  return started
}

describe('a model of a program and weights', () => {
  const stack = new AsyncDisposableStack()
  let registry: RunningRegistry
  let proxy: CountingProxy
  let engines: readonly TestEngine[]
  before(async () => {
    writeShards(0)
    writeCode('one\n')
    registry = stack.use(await startDockerRegistry())
    proxy = stack.use(await startCountingProxy(registry.host))
    engines = await startEngines(stack)
  })
  after(async () => {
    await stack.disposeAsync()
    await bazel(workspace, ['shutdown'])
  })

  it('has a layer for what others have written, one for each shard, and one for the code', async () => {
    await buildAll()
    const report = await push(proxy.host)
    assert.deepEqual(statuses(report), ['uploaded', 'uploaded', 'uploaded', 'uploaded'])
    const sizes = report.layers.map(({ size }) => Math.floor(size / MIB))
    assert.deepEqual(sizes, [0, 4, 4, 0])
    assert.ok(proxy.takeSent() > 2 * SHARD)
  })

  for (const route of ['tar', 'registry']) {
    it(`runs in containers of docker and podman that got it by ${route}`, async () => {
      for (const engine of engines) {
        await engine.run('image', 'prune', '--all', '--force')
        const report = await loaded(engine, '--via', route)
        assert.equal(report.route, route)
        assert.deepEqual(statuses(report), Array(4).fill('uploaded'))
        assert.equal(await engine.runContainer(IMAGE), 'one\n')
      }
    })
  }

  it('is not hashed, packed or sent again when only the code has changed', async () => {
    writeCode('two\n')
    assert.deepEqual(mnemonics(await buildAll()), ['RtImageBuild', 'RtImageCheck', 'RtLayerTar'])
    proxy.takeSent()
    sentOnlyTop(await push(proxy.host))
    const sent = proxy.takeSent()
    assert.ok(sent < 40_000, `${sent} bytes sent`)
    for (const engine of engines) {
      sentOnlyTop(await loaded(engine))
      assert.equal(await engine.runContainer(IMAGE), 'two\n')
    }
  })

  it('is refused by push and load when weights have changed since the build', async () => {
    writeShards(7)
    await using other = await startDockerRegistry()
    const repository = `${other.host}/org/model`
    const pushed = await run(executable(workspace, '//model:push'), ['--repository', repository])
    const complaint =
      /^oci_push \/\/model:push: Cannot use ".*model-0000[12]-of-00002.safetensors": the content is not what was built .*\n {2}accepted: sha256:.*\n {2}fix: build the target again/m
    assert.match(pushed.stderr, complaint)
    assert.deepEqual([pushed.status, pushed.stdout], [1, ''])
    const tags = await fetch(`http://${other.host}/v2/org/model/tags/list`)
    assert.equal(tags.status, 404)
    for (const engine of engines) {
      // What the engine has is not sent, and so not read.
      await engine.run('image', 'prune', '--all', '--force')
      for (const route of ['registry', 'tar']) {
        const { status, stdout, stderr } = await load(engine, '--via', route)
        assert.match(stderr, /oci_load \/\/model:load: Cannot use ".*the content is not what was/)
        assert.deepEqual([status, stdout], [1, ''])
        assert.ok(!(await engine.run('images')).includes('outside/model'))
      }
    }
  })

  it('goes on when it is built again', async () => {
    assert.deepEqual(mnemonics(await buildAll()), [
      'RtImageBuild',
      'RtImageCheck',
      'RtLayerWeights',
    ])
    const report = await push(proxy.host)
    assert.deepEqual(statuses(report), ['present', 'uploaded', 'uploaded', 'present'])
  })

  it('is copied whole on request', async () => {
    const groups = '--output_groups=oci_layout,oci_tarball,docker_tarball'
    const finished = await bazel(workspace, ['build', groups, '//model:image'])
    assert.equal(finished.status, 0, finished.stderr)
    const { digest } = await push(proxy.host)
    const copies = await outputs(workspace, '//model:image', groups)
    for (const [transport, ending] of [
      ['oci', '.oci_layout'],
      ['oci-archive', '.oci.tar'],
    ] as const) {
      const copy = copies.find((path) => path.endsWith(ending)) ?? ''
      const said = await must('skopeo', ['inspect', `${transport}:${copy}`])
      assert.equal((JSON.parse(said) as { readonly Digest: string }).Digest, digest)
    }
    const archive = copies.find((path) => path.endsWith('.docker.tar')) ?? ''
    const said = await must('skopeo', ['inspect', `docker-archive:${archive}`])
    assert.equal((JSON.parse(said) as { readonly Layers: readonly string[] }).Layers.length, 4)
  })
})
