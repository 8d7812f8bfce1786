import assert from 'node:assert/strict'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { describe as print } from '../../core/explain.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { makeCertificate } from '../../testing/certificate.ts'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import { startFaultProxy } from '../../testing/fault_proxy.ts'
import { serveLoopback } from '../../testing/http_server.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { clientOptions, pushTo } from '../../testing/registry_client.ts'
import type { TempDir } from '../../testing/temp_dir.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import type { TokenServer } from '../../testing/token_server.ts'
import { startTokenServer } from '../../testing/token_server.ts'
import { RegistrySession } from './session.ts'
import type { RegistryOptions } from './session.ts'
import { RepositoryClient } from './repository.ts'

const USER = { username: 'ci', password: 'correct-horse' }
const SECRET = /correct-horse|Y2k6Y29ycmVjdC1ob3JzZQ|battery-staple/
const image = memoryImage({ layers: [{ files: { a: 'b' }, compression: 'gzip' }] })

type Env = Readonly<Record<string, string>>

/** A home directory for a test: its Docker config, and programs on its PATH. */
async function homeWith(config: object, helpers: Env = {}): Promise<TempDir & { env: Env }> {
  const directory = await tempDir()
  await mkdir(join(directory.path, '.docker'))
  await mkdir(join(directory.path, 'bin'))
  await writeFile(join(directory.path, '.docker/config.json'), JSON.stringify(config))
  for (const [name, script] of Object.entries(helpers)) {
    const path = join(directory.path, 'bin', `docker-credential-${name}`)
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
  }
  const PATH = `${join(directory.path, 'bin')}:/usr/bin:/bin`
  return { ...directory, env: { HOME: directory.path, PATH } }
}

function basic({ username, password } = USER): { readonly auth: string } {
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') }
}

/** The reason of the failure; checks that nothing secret is in what a person would see. */
async function failureOf(push: Promise<unknown>): Promise<{ reason: string; text: string }> {
  try {
    await push
  } catch (error) {
    assert(error instanceof ExpectedFailure, String(error))
    const text = print('rt push', error.failure)
    assert.doesNotMatch(text, SECRET)
    assert.doesNotMatch(JSON.stringify(error.failure), SECRET)
    return { reason: error.failure.reason, text }
  }
  return { reason: 'none', text: '' }
}

describe('basic authentication', () => {
  it('works with every kind of auth file', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    await using directory = await tempDir()
    const file = (name: string): string => join(directory.path, name)
    const auths = JSON.stringify({ auths: { [registry.host]: basic() } })
    const files: readonly (readonly [string, Env])[] = [
      ['auth.json', { REGISTRY_AUTH_FILE: file('auth.json') }],
      ['docker/config.json', { DOCKER_CONFIG: file('docker') }],
      ['home/.docker/config.json', { HOME: file('home') }],
      ['run/containers/auth.json', { XDG_RUNTIME_DIR: file('run') }],
      ['home2/.config/containers/auth.json', { HOME: file('home2') }],
      ['config/containers/auth.json', { XDG_CONFIG_HOME: file('config') }],
    ]
    for (const [name, env] of files) {
      await mkdir(join(file(name), '..'), { recursive: true })
      await writeFile(file(name), auths)
      const repository = `test/${name.replaceAll(/\W+/g, '-')}`
      const options = { env: { HOME: directory.path, ...env } }
      const { requests } = await pushTo(registry.host, image, {}, options, repository)
      assert(requests <= 10, `${requests} requests`)
    }
  })

  it('refuses a wrong password at once, and says where it is from', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    await using proxy = await startFaultProxy(registry.host)
    const wrong = basic({ username: 'ci', password: 'battery-staple' })
    await using home = await homeWith({ auths: { [proxy.host]: wrong } })
    const failure = await failureOf(pushTo(proxy.host, image, {}, { env: home.env }))
    assert.equal(failure.reason, 'credentials-refused')
    assert.match(failure.text, /\.docker\/config\.json/)
    assert.match(failure.text, /fix: run: docker login/)
    assert.equal(proxy.seen.length, 2)
  })

  it('says how to log in when there is no credential', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    await using home = await homeWith({ auths: { 'other.io': basic() } })
    const failure = await failureOf(pushTo(registry.host, image, {}, { env: home.env }))
    assert.equal(failure.reason, 'login-required')
    assert.match(failure.text, new RegExp(`docker login ${registry.host}`))
  })

  it('names the ways of logging in that a registry has, where there is none of ours', async () => {
    const answer = { 'www-authenticate': 'Negotiate, NTLM' }
    await using server = await serveLoopback(
      (_, response) => void response.writeHead(401, answer).end(),
    )
    await using home = await homeWith({})
    const failure = await failureOf(pushTo(server.host, image, {}, { env: home.env }))
    assert.equal(failure.reason, 'unsupported-scheme')
    assert.match(failure.text, /it asks for "negotiate", "ntlm"\n {2}accepted: .*"Basic"/)
  })

  it('takes the other name of a token where the first is empty', async () => {
    const asked: (string | undefined)[] = []
    await using server = await serveLoopback((request, response) => {
      asked.push(request.headers.authorization)
      if (request.url?.startsWith('/token') === true)
        return void response.end('{"token":"","access_token":"t"}')
      const realm = `Bearer realm="http://${server.host}/token"`
      const status = request.headers.authorization === 'Bearer t' ? 404 : 401
      response.writeHead(status, { 'www-authenticate': realm }).end()
    })
    await using home = await homeWith({})
    const failure = await failureOf(pushTo(server.host, image, {}, { env: home.env }))
    assert.ok(asked.includes('Bearer t'), failure.text)
  })

  it('refuses a broken auth file, and does not read it where no login is needed', async () => {
    await using open = await startFakeRegistry()
    await using registry = await startDockerRegistry({ user: USER })
    await using home = await homeWith({})
    await writeFile(join(home.path, '.docker/config.json'), '{"auths": correct-horse')
    await pushTo(open.host, image, {}, { env: home.env })
    const failure = await failureOf(pushTo(registry.host, image, {}, { env: home.env }))
    assert.equal(failure.reason, 'malformed-auth-file')
  })
})

describe('credential helpers', () => {
  const answer = `read server; printf '{"ServerURL":"%s","Username":"ci","Secret":"correct-horse"}' "$server"`

  async function pushWith(
    config: (host: string) => object,
    script: string | undefined,
    helperTimeout?: number,
  ): Promise<{ readonly reason: string; readonly text: string }> {
    await using registry = await startDockerRegistry({ user: USER })
    await using home = await homeWith(config(registry.host), script ? { mine: script } : {})
    const options = { env: home.env, ...(helperTimeout === undefined ? {} : { helperTimeout }) }
    return await failureOf(pushTo(registry.host, image, {}, options))
  }
  const named = (host: string): object => ({ credHelpers: { [host]: 'mine' } })
  const forAll = (): object => ({ credsStore: 'mine' })

  it('are asked, for one registry or for all', async () => {
    assert.equal((await pushWith(named, answer)).reason, 'none')
    assert.equal((await pushWith(forAll, answer)).reason, 'none')
  })

  it('are told the registry on standard input', async () => {
    const picky = `read server; case "$server" in 127.0.0.1:*) ${answer.replace('read server; ', '')};; *) exit 1;; esac`
    assert.equal((await pushWith(named, picky)).reason, 'none')
  })

  it('are named when they are missing', async () => {
    const failure = await pushWith(named, undefined)
    assert.equal(failure.reason, 'helper-failed')
    assert.match(failure.text, /"docker-credential-mine".*no such program/)
    const store = await pushWith(forAll, undefined)
    assert.equal(store.reason, 'login-required')
    assert.match(store.text, /docker-credential-mine failed: there is no such program/)
  })

  it('are named when they fail, and what they print is not', async () => {
    for (const script of [
      'echo correct-horse >&2; exit 3',
      'echo correct-horse',
      `echo '{"Secret":"correct-horse"}'`,
      `echo '["correct-horse"]'`,
    ]) {
      assert.equal((await pushWith(named, script)).reason, 'helper-failed')
    }
  })

  it('are not waited for for ever', async () => {
    const failure = await pushWith(named, 'exec sleep 100', 100)
    assert.equal(failure.reason, 'helper-failed')
    assert.match(failure.text, /did not answer within 0\.1 seconds/)
  })

  it('may have no credential', async () => {
    const script = 'echo "credentials not found in native keychain"; exit 1'
    assert.equal((await pushWith(named, script)).reason, 'login-required')
  })

  it('do not matter where no login is needed', async () => {
    await using registry = await startFakeRegistry()
    await using home = await homeWith({ ...named(registry.host), credsStore: 'missing' })
    await pushTo(registry.host, image, {}, { env: home.env })
  })
})

interface Tokens extends AsyncDisposable {
  readonly server: TokenServer
  readonly host: string
}

async function startTokenRegistry(): Promise<Tokens> {
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await tempDir())
  const certificate = await makeCertificate(directory.path)
  const options = { certificate, ...USER, refreshToken: 'battery-staple' }
  const server = stack.use(await startTokenServer(options))
  const registry = stack.use(await startDockerRegistry({ tokens: server }))
  const all = stack.move()
  return { server, host: registry.host, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

describe('token authentication', () => {
  it('gets one token for a push, for the scopes that it needs', async () => {
    await using registry = await startTokenRegistry()
    await using home = await homeWith({ auths: { [registry.host]: basic() } })
    const { requests } = await pushTo(registry.host, image, {}, { env: home.env })
    assert.deepEqual(registry.server.asked, [
      {
        method: 'GET',
        user: 'ci',
        service: registry.server.service,
        scopes: ['repository:test/image:pull,push'],
      },
    ])
    assert.equal(requests, 11)
  })

  it('asks for more where it asks for a mount', async () => {
    await using registry = await startTokenRegistry()
    await using home = await homeWith({ auths: { [registry.host]: basic() } })
    const options = { env: home.env }
    await pushTo(registry.host, image, {}, options, 'test/base')
    const outcome = await pushTo(registry.host, image, { mountFrom: ['test/base'] }, options)
    assert.equal(outcome.blobs[1]?.status, 'mounted')
    const scopes = ['repository:test/image:pull,push', 'repository:test/base:pull']
    assert.deepEqual(registry.server.asked.at(-1)?.scopes, scopes)
  })

  it('exchanges a refresh token', async () => {
    await using registry = await startTokenRegistry()
    const auths = { [registry.host]: { identitytoken: 'battery-staple' } }
    await using home = await homeWith({ auths })
    await pushTo(registry.host, image, {}, { env: home.env })
    assert.equal(registry.server.asked[0]?.method, 'POST')
  })

  it('exchanges the refresh token of a helper', async () => {
    await using registry = await startTokenRegistry()
    const script = `echo '{"Username":"<token>","Secret":"battery-staple"}'`
    const config = { credHelpers: { [registry.host]: 'mine' } }
    await using home = await homeWith(config, { mine: script })
    await pushTo(registry.host, image, {}, { env: home.env })
    assert.equal(registry.server.asked[0]?.method, 'POST')
  })

  it('renews a token that the registry no longer takes, in the middle of a push', async () => {
    await using registry = await startTokenRegistry()
    // The registry allows a minute of skew, so that tokens are expired by the proxy in front of it.
    let expired = ''
    await using proxy = await startFaultProxy(registry.host, ({ number, authorization = '' }) => {
      if (number === 5) expired = authorization
      const challenge = `Bearer realm="${registry.server.realm}",service="${registry.server.service}",error="invalid_token"`
      return authorization === expired && expired !== ''
        ? { kind: 'answer', status: 401, headers: { 'www-authenticate': challenge } }
        : undefined
    })
    await using home = await homeWith({ auths: { [proxy.host]: basic() } })
    await pushTo(proxy.host, image, {}, { env: home.env })
    assert.equal(registry.server.asked.length, 2)
  })

  it('renews a token before it expires', async () => {
    await using registry = await startTokenRegistry()
    registry.server.lifetime = 0.01
    await using home = await homeWith({ auths: { [registry.host]: basic() } })
    await pushTo(registry.host, image, {}, { env: home.env })
    assert(registry.server.asked.length > 1)
  })

  it('lets nobody pull, and asks for a login where that is not enough', async () => {
    await using registry = await startTokenRegistry()
    await using home = await homeWith({ auths: { [registry.host]: basic() } })
    await pushTo(registry.host, image, {}, { env: home.env })
    const options: RegistryOptions = clientOptions()
    using nobody = new RegistrySession({ registry: registry.host, name: 'test/image' }, options)
    const manifest = await new RepositoryClient(nobody).getManifest('latest')
    assert.equal(manifest?.descriptor.digest, image.root.digest)
    const failure = await failureOf(pushTo(registry.host, image, { tags: ['v2'] }))
    assert.equal(failure.reason, 'login-required')
  })

  it('refuses a wrong password', async () => {
    await using registry = await startTokenRegistry()
    const wrong = basic({ username: 'ci', password: 'battery-staple' })
    await using home = await homeWith({ auths: { [registry.host]: wrong } })
    const failure = await failureOf(pushTo(registry.host, image, {}, { env: home.env }))
    assert.equal(failure.reason, 'credentials-refused')
  })

  it('refuses what a token server should not answer', async () => {
    const answers: readonly string[] = [
      '',
      '<html>',
      '{}',
      '{"token": 1}',
      '{"token": ""}',
      '{"token": "a\\r\\nX-Evil: 1"}',
    ]
    for (const body of answers) {
      await using token = await startFaultProxy('127.0.0.1:1', () => ({
        kind: 'answer',
        status: 200,
        body,
      }))
      await using registry = await startFakeRegistry({
        intercept(request, response) {
          const realm = `Bearer realm="http://${token.host}/"`
          response.writeHead(401, { 'www-authenticate': realm }).end()
          request.resume()
          return true
        },
      })
      const failure = await failureOf(pushTo(registry.host, image))
      assert.equal(failure.reason, 'token-server', body)
    }
  })
})
