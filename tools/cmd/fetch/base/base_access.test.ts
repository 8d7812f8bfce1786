import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { makeCertificate } from '../../../testing/certificate.ts'
import type { DockerRegistryOptions } from '../../../testing/docker_registry.ts'
import { startDockerRegistry } from '../../../testing/docker_registry.ts'
import { startFakeRegistry } from '../../../testing/fake_registry.ts'
import { startFaultProxy } from '../../../testing/fault_proxy.ts'
import { memoryImage } from '../../../testing/memory_image.ts'
import { pushTo } from '../../../testing/registry_client.ts'
import { tempDir } from '../../../testing/temp_dir.ts'
import { startTokenServer } from '../../../testing/token_server.ts'
import { must } from '../../testing/pulled_base.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const USER = { username: 'ci', password: 'correct-horse' }
const AUTH = Buffer.from(`${USER.username}:${USER.password}`).toString('base64')
const image = memoryImage({
  layers: [
    { files: { a: 'a'.repeat(50_000) }, compression: 'none' },
    { files: { b: 'b' }, compression: 'gzip' },
  ],
})

type Env = Readonly<Record<string, string>>

/** A directory to pull into, which is the home as well. */
async function home(config: object = {}) {
  const directory = await tempDir()
  const { path } = directory
  await mkdir(join(path, '.docker'))
  await writeFile(join(path, '.docker/config.json'), JSON.stringify(config))
  return {
    ...directory,
    /** Pulls a base and then its layers, as oci.pull does. */
    async pull(reference: string, more: Env = {}): Promise<RtOutcome> {
      const env = { HOME: path, ...more }
      const base = await runRt(path, ['fetch', 'base', `--reference=${reference}`, '--out=.'], env)
      if (base.code !== 0) return base
      return runRt(path, ['fetch', 'layers', '--layers=layers.json', '--out=.', '--jobs=1'], env)
    },
    layers: async () => (await readdir(path)).filter((name) => name.startsWith('sha256-')).length,
  }
}

/** A docker-registry with the image in it. */
async function startWithImage(options: DockerRegistryOptions, env: Env, caFiles: string[] = []) {
  const registry = await startDockerRegistry(options)
  await pushTo(registry.host, image, {}, { env, caFiles })
  return { ...registry, reference: `${registry.host}/test/image` }
}

describe('pulling a base', () => {
  it('logs in with a user name and a password, and says so when it cannot', async () => {
    await using pushing = await home()
    const registryAuth = join(pushing.path, 'auth.json')
    await using registry = await startDockerRegistry({ user: USER })
    const auths = { [registry.host]: { auth: AUTH } }
    await writeFile(registryAuth, JSON.stringify({ auths }))
    await pushTo(registry.host, image, {}, { env: { REGISTRY_AUTH_FILE: registryAuth } })
    const reference = `${registry.host}/test/image`
    await using stranger = await home()
    const refused = await stranger.pull(reference)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /^rt fetch base: Cannot .*\n(?:.*\n)* {2}fix: .*docker login 127/m)
    await must(stranger.pull(reference, { REGISTRY_AUTH_FILE: registryAuth }))
    assert.equal(await stranger.layers(), 2)
    await using known = await home({ auths })
    await must(known.pull(reference))
  })

  it('gets tokens where the registry says, and another when one expires', async () => {
    await using pushing = await home()
    const certificate = await makeCertificate(pushing.path)
    await using server = await startTokenServer({ certificate, ...USER, refreshToken: 'r' })
    await using registry = await startDockerRegistry({ tokens: server })
    await using place = await home({ auths: { [registry.host]: { auth: AUTH } } })
    await pushTo(registry.host, image, {}, { env: { HOME: place.path } })
    const before = server.asked.length
    server.lifetime = 0.01
    await must(place.pull(`${registry.host}/test/image`))
    const questions = server.asked.slice(before)
    assert.equal(questions.length, 4, 'manifest and config, and then each layer')
    for (const { scopes, user } of questions) {
      assert.deepEqual(scopes, ['repository:test/image:pull'])
      assert.equal(user, USER.username)
    }
  })

  it('trusts a private authority that is named, and no other', async () => {
    await using place = await home()
    const { certificate, key } = await makeCertificate(place.path)
    const env = { HOME: place.path }
    await using registry = await startWithImage({ certificate: { certificate, key } }, env, [
      certificate,
    ])
    const { code, stderr } = await place.pull(registry.reference)
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^rt fetch base: Cannot trust the registry "127.*\n {2}fix: pass --ca-file/,
    )
    await must(place.pull(registry.reference, { RT_CA_FILE: certificate }))
    await must(place.pull(registry.reference, { SSL_CERT_FILE: certificate }))
    const args = ['fetch', 'base', `--reference=${registry.reference}`, '--out=.']
    await must(runRt(place.path, [...args, `--ca-file=${certificate}`], env))
  })

  it('names a credential helper that is missing or fails, and hides what it prints', async () => {
    await using registry = await startDockerRegistry({ user: USER })
    await using place = await home({ credHelpers: { [registry.host]: 'mine' } })
    const reference = `${registry.host}/test/image`
    const missing = await place.pull(reference, { PATH: '/usr/bin:/bin' })
    assert.equal(missing.code, 1)
    assert.match(missing.stderr, /docker-credential-mine.*no such program/s)
    const helper = join(place.path, 'docker-credential-mine')
    await writeFile(helper, '#!/bin/sh\necho correct-horse; exit 3\n')
    await chmod(helper, 0o755)
    const failing = await place.pull(reference, { PATH: `${place.path}:/usr/bin:/bin` })
    assert.equal(failing.code, 1)
    assert.match(failing.stderr, /docker-credential-mine.*exit code 3/s)
    assert.doesNotMatch(failing.stderr, /correct-horse/)
  })

  it('goes by a mirror, and to the registry where the mirror lacks the image', async () => {
    await using registry = await startFakeRegistry()
    await using full = await startFakeRegistry()
    await using empty = await startFakeRegistry()
    await pushTo(registry.host, image)
    await pushTo(full.host, image)
    const pullBy = async (mirror: string): Promise<RtOutcome> => {
      await using place = await home()
      const mirrors = { RT_REGISTRY_MIRRORS: `${registry.host}=${mirror}` }
      const outcome = await must(place.pull(`${registry.host}/test/image`, mirrors))
      assert.equal(await place.layers(), 2)
      return outcome
    }
    const before = registry.requests.length
    await pullBy(full.host)
    assert.equal(registry.requests.length, before)
    const { stderr } = await pullBy(empty.host)
    assert.match(
      stderr,
      /^going on without the mirror 127.*: Cannot find the blob|Cannot find "127/m,
    )
    assert(registry.requests.length > before)
  })

  it('goes on where a connection breaks', async () => {
    await using registry = await startFakeRegistry()
    await using proxy = await startFaultProxy(registry.host, ({ number }) =>
      number % 2 === 1 ? { kind: 'truncate' } : undefined,
    )
    await pushTo(registry.host, image)
    await using place = await home()
    await must(place.pull(`${proxy.host}/test/image`))
    assert.equal(await place.layers(), 2)
  })
})
