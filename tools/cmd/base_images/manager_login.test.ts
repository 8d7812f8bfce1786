import assert from 'node:assert/strict'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { describe, it } from 'node:test'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { serveLoopback } from '../../testing/http_server.ts'
import { Scratch } from '../../testing/scratch.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRtWithInput } from '../testing/run_rt.ts'

/** Every password of this test has this in it. */
const MARK = 'geheim'
const USER = { username: 'ci', password: `pass:${MARK}` }
const ENCODED = Buffer.from(`${USER.username}:${USER.password}`).toString('base64')
const LOGIN = `HUB_USER=${USER.username}\nHUB_PASSWORD='${USER.password}'\n`

function manifestFor(...registries: readonly string[]): string {
  const blocks = registries.map(
    (name) =>
      `"${name}": {user: HUB_USER, password: HUB_PASSWORD, password_type: envars, url: HUB_URL}\n`,
  )
  return `${blocks.join('')}common: &common
  envars: [LANG=C.UTF-8]
  architectures: [amd64]
  release_types: [base]
w_cuda_v13.5.0:
  debian12:
    <<: *common
    suffixes: debian12
    packages: {suite: bookworm, python: "3.11"}
`
}

/** A workspace with a manifest for registries, which is the home of its user, too. */
async function workspace(...registries: readonly string[]): Promise<Scratch> {
  const scratch = await Scratch.make()
  scratch.write('manifest.yml', manifestFor(...registries))
  return scratch
}

/** Runs the manager, and makes sure that it shows no password. */
async function manage(
  scratch: Scratch,
  args: readonly string[],
  input = '',
  more: Readonly<Record<string, string>> = {},
): Promise<RtOutcome> {
  const PATH = `${scratch.path('bin')}:${process.env['PATH'] ?? ''}`
  const env = { HOME: scratch.path(), PATH, ...more }
  const finished = await runRtWithInput(scratch.path(), ['base-images', ...args], input, env)
  const shown = finished.stdout + finished.stderr
  assert.ok(!shown.includes(MARK) && !shown.includes(ENCODED), 'a secret is shown')
  return finished
}

/** A credential helper that keeps what it gets, and the arguments that it was started with. */
function writeHelper(scratch: Scratch, name: string, code = 0): void {
  const script = `#!/bin/sh\necho "$@" > "$HOME/arguments"\ncat > "$HOME/kept.json"\nexit ${code}\n`
  chmodSync(scratch.write(`bin/docker-credential-${name}`, script), 0o755)
}

function readConfig(scratch: Scratch): unknown {
  return JSON.parse(readFileSync(scratch.path('.docker/config.json'), 'utf8'))
}

function hasConfig(scratch: Scratch): boolean {
  return statSync(scratch.path('.docker/config.json'), { throwIfNoEntry: false }) !== undefined
}

describe('rt base-images authenticate', () => {
  it('verifies the login of .env, keeps it, and says that it is in plain text', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    await using scratch = await workspace(registry.host)
    scratch.write('.env', LOGIN)
    const { code, stderr } = await manage(scratch, ['authenticate', '--registry', registry.host])
    assert.equal(code, 0, stderr)
    assert.match(stderr, new RegExp(`ci is logged in to ${registry.host}`))
    assert.match(stderr, /the password is kept in plain text, in Base64, in .*config\.json/)
    assert.deepEqual(readConfig(scratch), { auths: { [registry.host]: { auth: ENCODED } } })
    assert.equal(statSync(scratch.path('.docker/config.json')).mode & 0o777, 0o600)
    const again = await manage(scratch, ['authenticate'])
    assert.equal(again.code, 0, again.stderr)
  })

  it('refuses a wrong password, and keeps nothing', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    await using scratch = await workspace(registry.host)
    scratch.write('.env', LOGIN.replace('pass:', 'wrong:'))
    const { code, stderr } = await manage(scratch, ['authenticate'])
    assert.equal(code, 1)
    assert.match(stderr, /Cannot log in to the registry ".*it refused the credential from \.env/)
    assert.equal(hasConfig(scratch), false)
  })

  it('takes the password from standard input, and the environment before .env', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    await using scratch = await workspace(registry.host)
    const args = ['authenticate', '--user=ci', '--stdin']
    const typed = await manage(scratch, args, `${USER.password}\n`)
    assert.equal(typed.code, 0, typed.stderr)
    scratch.write('.env', LOGIN.replace('pass:', 'wrong:'))
    const env = { HUB_PASSWORD: USER.password }
    const given = await manage(scratch, ['authenticate'], '', env)
    assert.equal(given.code, 0, given.stderr)
    const empty = await manage(scratch, args)
    assert.equal(empty.code, 1)
    assert.match(empty.stderr, /HUB_USER and HUB_PASSWORD are not both set/)
  })

  it('has the helper of the file keep it, or the one that is named, and all else as it was', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    await using scratch = await workspace(registry.host)
    scratch.write('.env', LOGIN)
    scratch.write('.docker/config.json', '{"credsStore": "first", "detachKeys": "ctrl-a"}')
    writeHelper(scratch, 'first')
    const { code, stderr } = await manage(scratch, ['authenticate'])
    assert.equal(code, 0, stderr)
    assert.match(stderr, /docker-credential-first keeps the password/)
    assert.doesNotMatch(stderr, /plain text/)
    const kept = { ServerURL: registry.host, Username: USER.username, Secret: USER.password }
    assert.deepEqual(JSON.parse(readFileSync(scratch.path('kept.json'), 'utf8')), kept)
    assert.equal(readFileSync(scratch.path('arguments'), 'utf8'), 'store\n')
    const others = { credsStore: 'first', detachKeys: 'ctrl-a' }
    assert.deepEqual(readConfig(scratch), { ...others, auths: { [registry.host]: {} } })
    writeHelper(scratch, 'second')
    await manage(scratch, ['authenticate', '--helper=second'])
    assert.deepEqual(readConfig(scratch), {
      ...others,
      auths: { [registry.host]: {} },
      credHelpers: { [registry.host]: 'second' },
    })
  })

  it('says why a helper does not keep it, and changes no file', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    await using scratch = await workspace(registry.host)
    scratch.write('.env', LOGIN)
    writeHelper(scratch, 'broken', 3)
    const broken = await manage(scratch, ['authenticate', '--helper=broken'])
    assert.equal(broken.code, 1)
    assert.match(broken.stderr, /"docker-credential-broken": it ended with exit code 3/)
    const absent = await manage(scratch, ['authenticate', '--helper=absent'])
    assert.match(absent.stderr, /there is no such program on the PATH/)
    const path = await manage(scratch, ['authenticate', '--helper=../x'])
    assert.match(path.stderr, /--helper.*"\.\.\/x"\n {2}accepted: NAME of a program/)
    assert.equal(hasConfig(scratch), false)
    scratch.write('.docker/config.json', '{')
    const malformed = await manage(scratch, ['authenticate'])
    assert.equal(malformed.code, 1)
    assert.match(malformed.stderr, /config\.json/)
  })

  it('says what is missing, and which registries there are', async () => {
    await using registry = await startDockerRegistry()
    await using scratch = await workspace(registry.host)
    const missing = await manage(scratch, ['authenticate'])
    assert.equal(missing.code, 1)
    assert.match(
      missing.stderr,
      /HUB_USER and HUB_PASSWORD are not both set\n {2}accepted: .*\.env/,
    )
    const unknown = await manage(scratch, ['authenticate', '--registry=ghcr.io'])
    assert.equal(unknown.code, 2)
    assert.match(unknown.stderr, /Invalid value for '--registry': 'ghcr\.io' is not one of '127/)
    scratch.write('.env', LOGIN)
    const open = await manage(scratch, ['authenticate'])
    assert.equal(open.code, 1)
    assert.match(
      open.stderr,
      /Cannot verify the login at the registry ".*": it allows anonymous access/,
    )
  })
})

/** A request that a stand-in of a registry's API got. */
interface Asked {
  readonly what: string
  readonly authorization: string | undefined
  readonly body: unknown
}

/** Takes descriptions as Docker Hub and quay.io do, from one user. */
async function startDescriptions(status = 200) {
  const asked: Asked[] = []
  const server = await serveLoopback((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
      const { method = '', url = '', headers } = request
      asked.push({ what: `${method} ${url}`, authorization: headers.authorization, body })
      response.writeHead(status).end(JSON.stringify({ token: `token-${MARK}` }))
    })
  })
  return {
    asked,
    api: `http://${server.host}/`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

const README = '# Base images\n'

describe('rt base-images push-readmes', () => {
  it('writes the description at Docker Hub, with a token for user and password', async () => {
    await using hub = await startDescriptions()
    await using scratch = await workspace('docker.io')
    scratch.write('.env', LOGIN)
    scratch.write('docs/bento-server/README.md', README)
    const { code, stderr } = await manage(scratch, ['push-readmes', `--api=${hub.api}`])
    assert.equal(code, 0, stderr)
    assert.match(stderr, /the description of docker\.io\/bentoml\/bento-server is written/)
    assert.deepEqual(hub.asked, [
      { what: 'POST /v2/users/login', authorization: undefined, body: USER },
      {
        what: 'PATCH /v2/repositories/bentoml/bento-server/',
        authorization: `JWT token-${MARK}`,
        body: { full_description: README },
      },
    ])
  })

  it('writes the description at quay.io, or what is like it, with a token of its API', async () => {
    await using quay = await startDescriptions()
    await using scratch = await workspace('quay.io', 'registry.example.com')
    scratch.write('.env', LOGIN)
    scratch.write('docs/bento-server/README.md', README)
    const args = ['push-readmes', `--api=${quay.api}`, '--organization=org']
    const known = await manage(scratch, [...args, '--registry=quay.io'])
    assert.equal(known.code, 0, known.stderr)
    const alike = ['--registry=registry.example.com', '--kind=quay']
    assert.equal((await manage(scratch, [...args, ...alike])).code, 0)
    const expected = {
      what: 'PUT /api/v1/repository/org/bento-server',
      authorization: `Bearer ${USER.password}`,
      body: { description: README },
    }
    assert.deepEqual(quay.asked, [expected, expected])
  })

  it('asks nobody where one registry is not known, or the text is too long', async () => {
    await using hub = await startDescriptions()
    await using scratch = await workspace('docker.io', 'registry.example.com')
    scratch.write('.env', LOGIN)
    scratch.write('docs/bento-server/README.md', README)
    const unknown = await manage(scratch, ['push-readmes', `--api=${hub.api}`])
    assert.equal(unknown.code, 1)
    assert.match(
      unknown.stderr,
      /"registry\.example\.com": rt does not know how\n {2}accepted: docker/,
    )
    scratch.write('docs/bento-server/README.md', 'x'.repeat(25_001))
    const args = ['push-readmes', '--registry=docker.io']
    const long = await manage(scratch, [...args, `--api=${hub.api}`])
    assert.match(long.stderr, /it has 25001 bytes\n {2}accepted: at most 25000 bytes/)
    scratch.write('docs/bento-server/README.md', README)
    const dry = await manage(scratch, [...args, '--dry-run'])
    assert.match(dry.stdout, /^would write the description of docker\.io\/bentoml\/bento-server$/m)
    assert.deepEqual(hub.asked, [])
  })

  it('says what is refused, and sends no password in the clear', async () => {
    await using hub = await startDescriptions(401)
    await using scratch = await workspace('docker.io')
    scratch.write('.env', LOGIN)
    const absent = await manage(scratch, ['push-readmes', `--api=${hub.api}`])
    assert.match(absent.stderr, /docs\/bento-server\/README\.md/)
    scratch.write('docs/bento-server/README.md', README)
    const refused = await manage(scratch, ['push-readmes', `--api=${hub.api}`])
    assert.equal(refused.code, 1)
    assert.match(
      refused.stderr,
      /Cannot log in for the description of ".*": the registry answered 401/,
    )
    const clear = await manage(scratch, ['push-readmes', '--api=http://hub.example.com/'])
    assert.match(clear.stderr, /--api.*\n {2}accepted: an https:\/\/ address/)
    const nobody = await manage(scratch, ['push-readmes', '--api=http://127.0.0.1:1/'])
    assert.match(nobody.stderr, /Cannot reach the registry "127\.0\.0\.1:1"/)
  })
})
