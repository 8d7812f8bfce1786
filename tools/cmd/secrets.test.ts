import assert from 'node:assert/strict'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { LayoutStore } from '../node/registry/layout_store.ts'
import { pull } from '../node/registry/pull.ts'
import { makeCertificate } from '../testing/certificate.ts'
import { startDockerRegistry } from '../testing/docker_registry.ts'
import { startFaultProxy } from '../testing/fault_proxy.ts'
import { serveLoopback } from '../testing/http_server.ts'
import { memoryImage } from '../testing/memory_image.ts'
import { pushTo } from '../testing/registry_client.ts'
import type { TempDir } from '../testing/temp_dir.ts'
import { tempDir } from '../testing/temp_dir.ts'
import { startTokenServer } from '../testing/token_server.ts'
import { runRt } from './testing/run_rt.ts'

/** Every secret of this test has this in it, or is the Base64 of something that has. */
const MARK = 'geheim'
const USER = { username: 'ci', password: `password-${MARK}` }
const LOGIN = Buffer.from(`${USER.username}:${USER.password}`).toString('base64')
/** The mark, the login as headers have it, and the start of every JSON web token. */
const SECRET = new RegExp([MARK, LOGIN.slice(0, 16), 'eyJ'].join('|'))

const image = memoryImage({
  layers: [{ files: { weights: 'w'.repeat(100_000) }, compression: 'none' }],
})

type Env = Readonly<Record<string, string>>

let home: TempDir
let seen = 0

before(async () => {
  home = await tempDir()
  const [store, name] = [await LayoutStore.open(join(home.path, 'layout')), 'latest']
  const nothing = (): void => undefined
  await pull({ source: image, store, name, jobs: 1, observe: nothing, abort: nothing })
})
after(() => home[Symbol.asyncDispose]())

/** Runs rt, and looks at everything that it prints. */
async function rt(args: readonly string[], env: Env = {}): Promise<number> {
  const outcome = await runRt(home.path, args, { HOME: home.path, ...env })
  const printed = `${outcome.stdout}\n${outcome.stderr}`
  assert.doesNotMatch(printed, SECRET, `rt ${args.join(' ')}`)
  assert.doesNotMatch(printed, /Unexpected error/)
  seen += printed.length
  return outcome.code
}

/** Runs the commands that talk to registries. */
async function allTransfers(host: string, env: Env = {}): Promise<readonly number[]> {
  const reference = `${host}/test/image:latest`
  const commands = [
    ['push', 'layout', reference],
    ['push', 'layout', reference, '--json'],
    ['push', 'layout', reference, '--dry-run'],
    ['pull', reference, `pulled-${host.replace(':', '-')}`, '--json'],
    ['copy', reference, 'oci:copied:x'],
    ['inspect', reference, '--json'],
    ['fetch', 'base', `--reference=${reference}`, '--out=.'],
  ]
  const codes: number[] = []
  for (const command of commands) codes.push(await rt(command, env))
  return codes
}

/** An auth file of its own for a test. */
async function authFile(content: unknown): Promise<Env> {
  const path = join(home.path, `auth-${Math.random()}.json`)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return { REGISTRY_AUTH_FILE: path }
}

function allZero(codes: readonly number[]): void {
  assert.deepEqual(
    codes,
    codes.map(() => 0),
  )
}

function allOne(codes: readonly number[]): void {
  assert.deepEqual(
    codes,
    codes.map(() => 1),
  )
}

/** Repeats to people what they prove themselves with, as no registry should. */
function echoing(request: IncomingMessage, response: ServerResponse): void {
  const { authorization = '' } = request.headers
  request.resume()
  const challenge = { 'www-authenticate': 'Basic realm="x"' }
  if (authorization === '') return void response.writeHead(401, challenge).end()
  const decoded = Buffer.from(authorization.split(' ')[1] ?? '', 'base64').toString()
  const message = `no entry for ${authorization}, that is ${decoded}`
  response.writeHead(403, challenge)
  response.end(JSON.stringify({ errors: [{ code: 'DENIED', message }] }))
}

describe('no command prints a secret', { concurrency: 4 }, () => {
  it('when a login is accepted, and when it is refused', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    const right = await authFile({ auths: { [registry.host]: { auth: LOGIN } } })
    allZero(await allTransfers(registry.host, right))
    const wrong = Buffer.from(`ci:wrong-${MARK}`).toString('base64')
    allOne(
      await allTransfers(
        registry.host,
        await authFile({ auths: { [registry.host]: { auth: wrong } } }),
      ),
    )
  })

  it('when tokens are fetched, refreshed, and refused', async () => {
    await using directory = await tempDir()
    const certificate = await makeCertificate(directory.path)
    const refreshToken = `refresh-${MARK}`
    await using tokens = await startTokenServer({ certificate, ...USER, refreshToken })
    await using registry = await startDockerRegistry({ tokens })
    const { host } = registry
    allZero(await allTransfers(host, await authFile({ auths: { [host]: { auth: LOGIN } } })))
    const identity = { auths: { [host]: { identitytoken: refreshToken } } }
    allZero(await allTransfers(host, await authFile(identity)))
    const wrong = { auths: { [host]: { identitytoken: `wrong-${MARK}` } } }
    allOne(await allTransfers(host, await authFile(wrong)))
    const bearer = { auths: { [host]: { registrytoken: `eyJ-${MARK}` } } }
    allOne(await allTransfers(host, await authFile(bearer)))
  })

  it('when a registry repeats it', async () => {
    await using registry = await serveLoopback(echoing)
    const env = await authFile({ auths: { [registry.host]: { auth: LOGIN } } })
    allOne(await allTransfers(registry.host, env))
  })

  it('when an address of a store has a signature in it', async () => {
    await using registry = await startDockerRegistry()
    await pushTo(registry.host, image)
    await using store = await serveLoopback((_, response) => void response.writeHead(403).end())
    const location = `http://${store.host}/blob?X-Signature=${MARK}`
    await using proxy = await startFaultProxy(registry.host, ({ path }) =>
      path.includes('/blobs/sha256:')
        ? { kind: 'answer', status: 307, headers: { location } }
        : undefined,
    )
    assert.equal(await rt(['pull', `${proxy.host}/test/image:latest`, 'from-store']), 1)
    assert.equal(await rt(['copy', `${proxy.host}/test/image:latest`, 'oci:x:y', '--json']), 1)
  })

  it('when a helper says it, or has it and fails', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    const answer = `{"Username":"ci","Secret":"${USER.password}"}`
    const log = join(home.path, 'helper.log')
    for (const [script, code] of [
      [`read server; echo "$0 $*" >> '${log}'; echo '${answer}'`, 0],
      [`echo '${answer}' >&2; exit 3`, 1],
      [`echo 'no JSON: ${answer}'`, 1],
    ] as const) {
      const helper = join(home.path, 'docker-credential-test')
      await writeFile(helper, `#!/bin/sh\n${script}\n`)
      await chmod(helper, 0o755)
      const env = await authFile({ credHelpers: { [registry.host]: 'test' } })
      const path = { PATH: `${home.path}:/usr/bin:/bin` }
      const reference = `${registry.host}/x:y`
      assert.equal(await rt(['push', 'layout', reference], { ...env, ...path }), code)
    }
    assert.match(await readFile(log, 'utf8'), /docker-credential-test get$/m)
  })

  it('when an auth file is broken', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    for (const content of [
      `{"auths": {"${registry.host}": {"auth": ${MARK}`,
      { auths: { [registry.host]: { auth: Buffer.from(MARK).toString('base64') } } },
      { auths: { [registry.host]: { auth: `${MARK}${MARK}` } } },
      { auths: [MARK] },
    ]) {
      const env = await authFile(content)
      assert.equal(await rt(['push', 'layout', `${registry.host}/x:y`], env), 1)
    }
  })

  it('when a proxy wants it', async () => {
    await using proxy = await serveLoopback((_, response) => void response.writeHead(407).end())
    proxy.server.on('connect', (_, socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
    )
    for (const host of [proxy.host, '127.0.0.1:1']) {
      const address = `http://user:${MARK}@${host}`
      const env = { HTTPS_PROXY: address, HTTP_PROXY: address }
      const reference = 'registry.example/x:y'
      assert.equal(await rt(['push', 'layout', reference, '--timeout', '5'], env), 1)
      assert.equal(await rt(['pull', reference, 'x', '--insecure', '--timeout', '5'], env), 1)
    }
  })

  it('when somebody pastes it into a reference', async () => {
    for (const reference of [
      `user:${MARK}@registry.example/x:y`,
      `https://user:${MARK}@registry.example/x:y`,
      `user:pass/${MARK}@127.0.0.1:5000/x`,
    ]) {
      assert.equal(await rt(['push', 'layout', reference]), 1)
      assert.equal(await rt(['push', 'layout', '--repository', reference]), 1)
      assert.equal(await rt(['pull', reference, 'x']), 1)
      assert.equal(await rt(['copy', reference, reference]), 1)
    }
  })

  it('when it has nothing to do with registries', async () => {
    const env = { ...(await authFile({ auths: { x: { auth: LOGIN } } })), A_SECRET: MARK }
    const commands = await commandsBelow([])
    assert(commands.length > 15, String(commands.length))
    for (const { command, help } of commands) {
      await rt(command, env)
      // What is an argument, others on the machine can read.
      assert.doesNotMatch(help, /--(?:password|secret|token|username)/)
    }
    assert.equal(await rt(['load', 'layout', '--tag=x:y', '--output=x.tar'], env), 0)
    assert.equal(await rt(['inspect', 'layout'], env), 0)
  })

  after(() => assert(seen > 10_000, 'nothing was looked at'))
  after(noneIsKept)
})

/** All commands and what their help says, those of groups included. */
async function commandsBelow(
  group: readonly string[],
): Promise<readonly { command: readonly string[]; help: string }[]> {
  const { stdout: help } = await runRt(home.path, [...group, '--help'])
  const [, list = ''] = help.split('\nCommands:\n')
  const names = [...list.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = '']) => name)
  const below = names.filter((name) => name !== 'help').map((name) => [...group, name])
  return [{ command: group, help }, ...(await Promise.all(below.map(commandsBelow))).flat()]
}

/** What the tests write themselves. */
const WRITTEN_BY_TESTS = /^(?:auth-0\.\d+\.json|docker-credential-test)$/

/** No command leaves a secret in a file, but for `authenticate`, whose own tests look at what it keeps. */
async function noneIsKept(): Promise<void> {
  const entries = await readdir(home.path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !WRITTEN_BY_TESTS.test(entry.name))
  assert(files.length > 10)
  for (const { parentPath, name } of files) {
    const text = await readFile(join(parentPath, name), 'latin1')
    assert.doesNotMatch(text, SECRET, join(parentPath, name))
  }
}
