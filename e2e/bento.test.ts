import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { podmanRunFlags, startPodman } from '../tools/testing/engines.ts'
import { freePort } from '../tools/testing/free_port.ts'
import { ensureVenv } from '../tools/testing/python_venv.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { untilReady } from '../tools/testing/until_ready.ts'
import { build, executable } from './support/bazel.ts'
import { EXAMPLES } from './support/workspace.ts'

const IMAGE = 'celestial-bodies-classifier:latest'
const BODIES = ['earth', 'jupiter', 'mars', 'moon', 'saturn', 'sun']
const MADE = join(EXAMPLES, 'bazel-bin/bento')

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

/** Serves with the real `bentoml serve`, from the wheels of the image. */
async function onThisMachine(use: (port: number) => Promise<void>): Promise<void> {
  const port = await freePort()
  const args = [`--port=${port}`, '--host=127.0.0.1']
  const server = spawn(executable(EXAMPLES, '//bento:bento.serve'), args, { stdio: 'inherit' })
  try {
    await untilReady(`http://127.0.0.1:${port}/readyz`, { seconds: 60 })
    await use(port)
  } finally {
    if (server.kill()) await once(server, 'exit')
  }
}

type Probe = readonly [status: number, method: string, path: string, type?: string, body?: string]

const JSON_TYPE = 'application/json'
const FORM = 'multipart/form-data; boundary=b'
const part = (name: string, text: string, type: string): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"; filename="x.png"\r\n` +
  `Content-Type: ${type}\r\n\r\n${text}\r\n--b--\r\n`

/** Requests, and the status that BentoML answers them with. */
const PROBES: readonly Probe[] = [
  ...['/healthz', '/livez', '/readyz', '/schema.json', '/docs.json', '/', '/metrics'].map(
    (path) => [200, 'GET', path] as const,
  ),
  [405, 'POST', '/healthz'],
  [404, 'GET', '/nope'],
  [405, 'GET', '/predict'],
  [405, 'PUT', '/predict'],
  [307, 'POST', '/predict/'],
  [400, 'POST', '/predict'],
  [400, 'POST', '/predict', JSON_TYPE, '{}'],
  [400, 'POST', '/predict', JSON_TYPE, '{"image'],
  [400, 'POST', '/predict', JSON_TYPE, '[1]'],
  [500, 'POST', '/predict', `${JSON_TYPE}; charset=utf-8`, '{"image": 3}'],
  [400, 'POST', '/predict', 'text/plain', 'sun'],
  [500, 'POST', '/predict', 'application/x-www-form-urlencoded', 'image=sun'],
  [400, 'POST', '/predict', FORM, part('other', 'x', 'image/png')],
  [500, 'POST', '/predict', FORM, part('image', 'not a picture', 'image/png')],
]

interface Answer {
  readonly status: number
  readonly type: string | null
  readonly allow: readonly string[] | undefined
  readonly location: string | undefined
  readonly server: string | null
  readonly body: string
}

/** What a probe is answered with, without what differs from server to server. */
async function answerTo([, method, path, type, body]: Probe, port: number): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    redirect: 'manual',
    ...(type !== undefined && { headers: { 'content-type': type } }),
    ...(body !== undefined && { body }),
  })
  const { headers, status } = answer
  const text = (await answer.text()).replaceAll(String(port), 'PORT')
  return {
    status,
    type: headers.get('content-type'),
    // Methods come in no order.
    allow: headers.get('allow')?.split(', ').sort(),
    location: headers.get('location')?.replace(String(port), 'PORT'),
    server: headers.get('server'),
    body: path === '/metrics' ? '' : text,
  }
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

  /** Serves in a container that may write in its temporary directories only. */
  async function inContainer(use: (port: number) => Promise<void>): Promise<void> {
    await must(executable(EXAMPLES, '//bento:bento.load'), ['--engine=podman'], { env: podman.env })
    const port = await freePort()
    const flags = [
      ...podmanRunFlags().filter((flag) => !flag.startsWith('--network')),
      ...['--detach', '--network=host', '--read-only', `--env=PORT=${port}`],
      '--tmpfs=/home/bentoml/prometheus_multiproc_dir',
    ]
    const container = await podman.run('run', ...flags, IMAGE, '--host=127.0.0.1')
    try {
      await untilReady(`http://127.0.0.1:${port}/readyz`, { seconds: 60 })
      await use(port)
    } catch (error) {
      console.error((await podman.run('logs', '--tail=40', container.trim())).slice(-4000))
      throw error
    } finally {
      await podman.run('rm', '--force', '--time=10', container.trim())
    }
  }

  it('classifies pictures, and answers every request alike, in a container and on this machine', async () => {
    const answers: unknown[] = []
    for (const serve of [inContainer, onThisMachine]) {
      await serve(async (port) => {
        const found = await Promise.all(BODIES.map((body) => classify(port, body)))
        assert.deepEqual(found, BODIES)
        answers.push(await Promise.all(PROBES.map((probe) => answerTo(probe, port))))
      })
    }
    assert.deepEqual(answers[0], answers[1])
    const statuses = (answers[0] as readonly Answer[]).map(({ status }) => status)
    assert.deepEqual(
      statuses,
      PROBES.map(([status]) => status),
    )
  })

  it('goes to the store and to a file, and the real BentoML takes both', async () => {
    await using scratch = await tempDir()
    const [home, other] = ['home', 'other'].map((name) => join(scratch.path, name))
    assert.ok(home !== undefined && other !== undefined)
    const said = await saysIn(home, executable(EXAMPLES, '//bento:bento.build'), '-o', 'tag')
    const tag = said.replace('__tag__:', '')
    assert.match(tag, /^celestial-bodies-classifier:\w{16}$/)
    const python = await ensureVenv('test-bentoml-1.4.39', ['bentoml==1.4.39', 'uv'])
    const bentoml = [python, '-m', 'bentoml'] as const
    const listed = await saysIn(home, ...bentoml, 'list', '-o', 'json')
    const [only, ...more] = JSON.parse(listed.slice(listed.indexOf('['))) as { tag: string }[]
    assert.deepEqual([only?.tag, more], [tag, []])
    const file = join(scratch.path, 'out.tar.gz')
    await saysIn(home, executable(EXAMPLES, '//bento:bento.export'), file)
    await saysIn(other, ...bentoml, 'import', file)
    const models = await saysIn(other, ...bentoml, 'models', 'list', '-o', 'json')
    assert.match(models, /"tag": "celestial_bodies_classifier:\w{16}"/)
    await saysIn(home, ...bentoml, 'export', tag, join(scratch.path, 'theirs.zip'))
    const rt = [join(CHECKOUT, 'tools/cmd/main.ts'), 'bento']
    await saysIn(other, process.execPath, ...rt, 'delete', '-y', tag)
    await saysIn(other, process.execPath, ...rt, 'import', join(scratch.path, 'theirs.zip'))
    assert.match(await saysIn(other, process.execPath, ...rt, 'list'), new RegExp(tag))
  })
})
