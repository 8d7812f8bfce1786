import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { must, run } from '../tools/dev/command.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { podmanRunFlags, startPodman } from '../tools/testing/engines.ts'
import { freePort } from '../tools/testing/free_port.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { untilReady } from '../tools/testing/until_ready.ts'
import type { InvocationCase, ServiceCase } from './packagers/model_answers.ts'
import { INVOCATION_CASES, MATRIX_CASES, MODE_CASES } from './packagers/model_answers.ts'
import { build, executable } from './support/bazel.ts'
import { EXAMPLES, workspaceCopy } from './support/workspace.ts'

/** An answer as it came. */
interface Answer {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** A container that serves, until it is disposed of. */
interface Service extends AsyncDisposable {
  readonly port: number
}

let workspace: string
let podman: TestEngine

async function load(name: string): Promise<string> {
  const program = executable(workspace, `//quirks:${name}.load`)
  return (await must(program, ['--engine=podman'], { env: podman.env })).trim()
}

/** Sends just what a case says: no header is added that it does not name. */
function send(port: number, { method, path, headers, body }: ServiceCase): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (got) => {
      text(got).then((read) => {
        const allow = got.headers.allow?.split(', ').toSorted().join(', ')
        const given = got.headers as Readonly<Record<string, string | undefined>>
        resolve({ status: got.statusCode, headers: { ...given, allow }, body: read })
      }, reject)
    })
    asked.on('error', reject).end(body)
  })
}

async function serve(image: string, mode: string): Promise<Service> {
  const port = await freePort()
  const flags = podmanRunFlags().filter((flag) => flag !== '--rm' && !flag.startsWith('--network'))
  const options = [...flags, '--detach', '--network=host', `--env=MODE=${mode}`]
  const gunicorn = ['--pythonpath', '/app/', '-b', `127.0.0.1:${port}`, 'odahuflow_handler:app']
  const container = (await podman.run('run', ...options, image, ...gunicorn)).trim()
  const logs = (): Promise<string> => podman.run('logs', container)
  await untilReady(`http://127.0.0.1:${port}/healthcheck`, { seconds: 60, logs })
  return {
    port,
    async [Symbol.asyncDispose]() {
      await podman.run('rm', '--force', '--time=1', container)
    },
  }
}

/** Compares the whole, or what is there with a pattern. */
function same(found: string, wanted: string | RegExp, of: string): void {
  if (typeof wanted === 'string') assert.equal(found, wanted, of)
  else assert.match(found, wanted, of)
}

function check(answer: Answer, { what, status, answer: body, has = {} }: ServiceCase): void {
  assert.equal(answer.status, status, `${what}: ${answer.body}`)
  same(answer.body, body, what)
  for (const [name, value] of Object.entries(has))
    assert.equal(answer.headers[name], value, `${what}: ${name}`)
}

/** JSON with sorted keys, as Flask writes it. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}

async function invoke(image: string, folder: string, given: InvocationCase): Promise<void> {
  const said = JSON.stringify([given.args, given.input])
  mkdirSync(join(folder, 'out'), { recursive: true })
  writeFileSync(join(folder, 'in.json'), given.input ?? '')
  const env = Object.entries(given.env ?? {}).map(([name, value]) => `--env=${name}=${value}`)
  const flags = [...podmanRunFlags(), `--volume=${folder}:/io`, ...env]
  const done = await run(podman.program, ['run', ...flags, image, ...given.args], {
    env: podman.env,
  })
  assert.equal(done.status, given.status, `${said}: ${done.stderr}`)
  same(done.stdout, given.stdout, said)
  if (given.lastLine !== undefined)
    same(done.stderr.trimEnd().split('\n').at(-1) ?? '', given.lastLine, said)
  const result = join(folder, 'out/results.json')
  if (given.result !== undefined) assert.equal(readFileSync(result, 'utf8'), given.result, said)
  rmSync(result, { force: true })
}

describe('a packaged model that answers in every way', { timeout: 600_000 }, () => {
  before(async () => {
    workspace = workspaceCopy(join(import.meta.dirname, 'packagers/workspace'), 'packaged-service')
    const lock = 'interpreters/python_3_11.lock.json'
    cpSync(join(EXAMPLES, lock), join(workspace, lock))
    await build(workspace, '//quirks:quirks-rest.load', '//quirks:quirks-cli.load')
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    podman = engine
  })
  after(() => podman[Symbol.asyncDispose]())

  it('is served with the statuses, headers and bytes of ODAHU', async () => {
    const image = await load('quirks-rest')
    await using service = await serve(image, 'matrix')
    for (const given of MATRIX_CASES) check(await send(service.port, given), given)
    const info = { what: 'info', method: 'GET', path: '/api/model/info', status: 200, answer: '' }
    const { headers, body } = await send(service.port, info)
    assert.equal(headers['content-type'], 'application/json')
    assert.equal(body, `${JSON.stringify(sorted(JSON.parse(body)))}\n`)
    for (const mode of new Set(MODE_CASES.map(([name]) => name))) {
      await using other = await serve(image, mode)
      for (const [of, given] of MODE_CASES)
        if (of === mode) check(await send(other.port, given), given)
    }
  })

  it('is invoked with the exit codes, words and files of ODAHU', async () => {
    const image = await load('quirks-cli')
    await using folder = await tempDir()
    for (const given of INVOCATION_CASES) await invoke(image, folder.path, given)
  })
})
