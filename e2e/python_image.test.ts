import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { must } from '../tools/dev/command.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { podmanRunFlags, startPodman } from '../tools/testing/engines.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { freePort } from '../tools/testing/free_port.ts'
import { build, executable, output } from './support/bazel.ts'
import { imageOf, unpack } from './support/index_layout.ts'
import { EXAMPLES } from './support/workspace.ts'

const IMAGE = 'distroless/digits:latest'
const INDEX_OPTIONS = ['--output_groups=+oci_layout']

/** What the service says of itself. */
interface Description {
  readonly accuracy: number
  readonly example: { readonly pixels: readonly number[]; readonly digit: number }
}

/** Asks until the server answers; a server takes a while to import all that it needs. */
async function description(port: number, seconds: number): Promise<Description> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/`)
      return (await answer.json()) as Description
    } catch (error) {
      if (Date.now() > end) throw error
      await sleep(100)
    }
  }
}

/** Asks for the digit on an image. */
function predict(port: number, body: unknown): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/predict`, { method: 'POST', body: JSON.stringify(body) })
}

/** What a server must answer that has loaded the model. */
async function answersWell(port: number, { accuracy, example }: Description): Promise<void> {
  assert.ok(accuracy > 0.95 && accuracy < 1, String(accuracy))
  const answer = await predict(port, example)
  const { digit, probability } = (await answer.json()) as Record<string, number>
  assert.equal(digit, example.digit)
  assert.ok(probability !== undefined && probability > 0.5 && probability <= 1)
}

describe('the example python', { timeout: 900_000 }, () => {
  let podman: TestEngine

  before(async () => {
    await build(EXAMPLES, '//python:image', '//python:load', '//python:train')
    await build(EXAMPLES, ...INDEX_OPTIONS, '//python:index')
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    podman = engine
  })
  after(() => podman[Symbol.asyncDispose]())

  it('is trained by its own build', () => {
    const said = readFileSync(join(EXAMPLES, 'bazel-bin/python/accuracy.txt'), 'utf8')
    assert.match(said, /^accuracy: 9\d\.\d\d% of 360 held-out images\n$/)
  })

  it('answers from a container that may write nothing and has no shell', async () => {
    await must(executable(EXAMPLES, '//python:load'), ['--engine=podman'], { env: podman.env })
    const port = await freePort()
    const flags = [
      ...podmanRunFlags().filter((flag) => !flag.startsWith('--network')),
      ...['--detach', '--network=host', '--read-only', '--user=1000'],
    ]
    const container = await podman.run(
      ...['run', ...flags, IMAGE],
      ...['--host=127.0.0.1', `--port=${port}`],
    )
    try {
      await answersWell(port, await description(port, 60))
      const wrong = await predict(port, { pixels: [1] })
      assert.deepEqual([wrong.status, await wrong.text()], [400, 'send 64 pixels, not 1'])
      await assert.rejects(podman.run('exec', container.trim(), '/bin/sh', '-c', 'true'))
    } finally {
      await podman.run('rm', '--force', '--time=1', container.trim())
    }
  })

  const notRoot = process.getuid?.() !== 0 && 'only root may change the root of files'
  it('answers on another processor, too', { skip: notRoot }, async () => {
    const layout = await output(EXAMPLES, '//python:index', '.oci_layout', ...INDEX_OPTIONS)
    const image = imageOf(layout, 'arm64')
    await using scratch = await tempDir()
    const root = join(scratch.path, 'root')
    await unpack(layout, image, root)
    const emulator = await must('sh', ['-c', 'command -v qemu-aarch64-static'])
    cpSync(emulator.trim(), join(root, 'emulator'))
    const { Entrypoint: command = [], Env: entries = [] } = image.config.config
    const port = await freePort()
    const server = spawn(
      'env',
      [
        ...['-i', ...entries, '/usr/sbin/chroot', root, '/emulator', ...command],
        ...['--host=127.0.0.1', `--port=${port}`],
      ],
      { stdio: 'ignore' },
    )
    try {
      await answersWell(port, await description(port, 180))
    } finally {
      if (server.exitCode === null && server.kill()) await once(server, 'exit')
    }
  })
})
