import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { must } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { podmanRunFlags, startPodman } from '../tools/testing/engines.ts'
import { freePort } from '../tools/testing/free_port.ts'
import { ensureVenv } from '../tools/testing/python_venv.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { build, executable } from './support/bazel.ts'
import { EXAMPLES } from './support/workspace.ts'

const IMAGE = 'celestial-bodies-classifier:latest'
const BODIES = ['earth', 'jupiter', 'mars', 'moon', 'saturn', 'sun']
const MADE = join(EXAMPLES, 'bazel-bin/bento')

/** Asks until the server is ready. */
async function ready(port: number, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.status === 200) return
    if (Date.now() > end) throw new Error(`not ready: ${answer?.status ?? 'no answer'}`)
    await sleep(100)
  }
}

/** Sends a picture; resolves to the body that the service is most sure of. */
async function classify(port: number, body: string): Promise<string | undefined> {
  const form = new FormData()
  const bytes = readFileSync(join(MADE, `${body}.png`))
  form.append('image', new Blob([bytes], { type: 'image/png' }), `${body}.png`)
  const answer = await fetch(`http://127.0.0.1:${port}/predict`, { method: 'POST', body: form })
  assert.equal(answer.status, 200)
  const sure = (await answer.json()) as Record<string, number>
  return Object.entries(sure).toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

/** What `rt bento` or a target says, with a home of BentoML. */
async function saysIn(home: string, program: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, BENTOML_HOME: home, BENTOML_DO_NOT_TRACK: 'True' }
  return (await must(program, args, { env })).trim()
}

describe('the example bento', { timeout: 900_000 }, () => {
  let podman: TestEngine

  before(async () => {
    const targets = ['bento', 'bento.image', 'bento.load', 'bento.build', 'bento.export']
    await build(EXAMPLES, ...[...targets, 'bento.serve', 'train'].map((name) => `//bento:${name}`))
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    podman = engine
  })
  after(() => podman[Symbol.asyncDispose]())

  it('classifies pictures in a container that may write in its temporary directories only', async () => {
    await must(executable(EXAMPLES, '//bento:bento.load'), ['--engine=podman'], { env: podman.env })
    const port = await freePort()
    const flags = [
      ...podmanRunFlags().filter((flag) => !flag.startsWith('--network')),
      ...['--detach', '--network=host', '--read-only', `--env=PORT=${port}`],
      '--tmpfs=/home/bentoml/prometheus_multiproc_dir',
    ]
    const container = await podman.run('run', ...flags, IMAGE, '--host=127.0.0.1')
    try {
      await ready(port, 60)
      const found = await Promise.all(BODIES.map((body) => classify(port, body)))
      assert.deepEqual(found, BODIES)
    } catch (error) {
      console.error((await podman.run('logs', '--tail=40', container.trim())).slice(-4000))
      throw error
    } finally {
      await podman.run('rm', '--force', '--time=10', container.trim())
    }
  })

  it('goes to the store and to a file, and the real BentoML takes both', async () => {
    await using scratch = await tempDir()
    const [home, other] = ['home', 'other'].map((name) => join(scratch.path, name))
    assert.ok(home !== undefined && other !== undefined)
    const said = await saysIn(home, executable(EXAMPLES, '//bento:bento.build'), '-o', 'tag')
    const tag = said.replace('__tag__:', '')
    assert.match(tag, /^celestial-bodies-classifier:\w{16}$/)
    const programs = await ensureVenv('bentoml-1.4.39', ['bentoml==1.4.39', 'uv'])
    const bentoml = join(programs, 'bentoml')
    const listed = await saysIn(home, bentoml, 'list', '-o', 'json')
    const [only, ...more] = JSON.parse(listed.slice(listed.indexOf('['))) as { tag: string }[]
    assert.deepEqual([only?.tag, more], [tag, []])
    const file = join(scratch.path, 'out.tar.gz')
    await saysIn(home, executable(EXAMPLES, '//bento:bento.export'), file)
    await saysIn(other, bentoml, 'import', file)
    const models = await saysIn(other, bentoml, 'models', 'list', '-o', 'json')
    assert.match(models, /"tag": "celestial_bodies_classifier:\w{16}"/)
    await saysIn(home, bentoml, 'export', tag, join(scratch.path, 'theirs.zip'))
    const rt = [join(CHECKOUT, 'tools/cmd/main.ts'), 'bento']
    await saysIn(other, process.execPath, ...rt, 'delete', '-y', tag)
    await saysIn(other, process.execPath, ...rt, 'import', join(scratch.path, 'theirs.zip'))
    assert.match(await saysIn(other, process.execPath, ...rt, 'list'), new RegExp(tag))
  })

  it('serves on this machine, from the same wheels', async () => {
    const port = await freePort()
    const server = spawn(
      executable(EXAMPLES, '//bento:bento.serve'),
      [`--port=${port}`, '--host=127.0.0.1'],
      { stdio: 'inherit' },
    )
    try {
      await ready(port, 60)
      const found = await Promise.all(BODIES.map((body) => classify(port, body)))
      assert.deepEqual(found, BODIES)
    } finally {
      if (server.kill()) await once(server, 'exit')
    }
  })
})
