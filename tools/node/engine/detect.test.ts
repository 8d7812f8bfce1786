import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ExpectedFailure } from '../../core/failure.ts'
import type { EngineKind } from '../../core/engine/engine.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { findEngine } from './detect.ts'
import type { Engine } from './engine.ts'
import { saying } from '../../testing/saying.ts'

const DOCKER = JSON.stringify({
  ServerVersion: '28.0.0',
  OSType: 'linux',
  Architecture: 'x86_64',
  OperatingSystem: 'Debian',
})
const PODMAN = JSON.stringify({
  host: { arch: 'arm64', os: 'linux' },
  version: { Version: '5.0.0' },
})

/** Programs that pretend to be engines: name to shell script. */
type Programs = Readonly<Record<string, string>>

const answer = (text: string): string => `echo '${text}'`
const fail = (text: string): string => `echo '${text}' >&2; exit 1`

async function findAmong(
  programs: Programs,
  wanted?: EngineKind,
  env: Readonly<Record<string, string>> = {},
): Promise<Engine> {
  await using directory = await tempDir()
  for (const [name, script] of Object.entries(programs))
    await writeFile(join(directory.path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const signal = new AbortController().signal
  return await findEngine(
    { env: { ...env, PATH: `${directory.path}:/bin:/usr/bin` }, signal },
    wanted,
  )
}

/** The real engines of a machine must not answer in these tests. */
const NONE: Programs = { docker: fail('no'), podman: fail('no'), nerdctl: fail('no') }

describe('findEngine', () => {
  it('prefers docker to podman to nerdctl', async () => {
    const all = { docker: answer(DOCKER), podman: answer(PODMAN), nerdctl: answer(DOCKER) }
    assert.equal((await findAmong(all)).kind, 'docker')
    assert.equal((await findAmong({ ...all, docker: fail('down') })).kind, 'podman')
    assert.equal((await findAmong({ ...NONE, nerdctl: answer(DOCKER) })).kind, 'nerdctl')
  })

  it('takes the one that is asked for, or none', async () => {
    const all = { docker: answer(DOCKER), podman: answer(PODMAN) }
    const podman = await findAmong(all, 'podman')
    assert.deepEqual([podman.program, podman.version], ['podman', '5.0.0'])
    await assert.rejects(
      findAmong({ ...all, podman: fail('broken') }, 'podman'),
      saying(/tried podman \(broken\)$/),
    )
  })

  it('does not wait for others when the first has answered', async () => {
    const hanging = { docker: answer(DOCKER), podman: 'exec sleep 60', nerdctl: 'exec sleep 60' }
    assert.equal((await findAmong(hanging)).kind, 'docker')
  })

  it('says of each engine why it is none', async () => {
    const programs = {
      docker: answer('{"ServerErrors":["Cannot connect to the daemon"]}'),
      podman: answer('not JSON'),
      nerdctl: fail('rootless containerd not running'),
    }
    await assert.rejects(findAmong(programs), (error) => {
      assert(error instanceof ExpectedFailure && error.failure.topic === 'engine')
      assert(error.failure.reason === 'no-engine')
      const [docker, podman, nerdctl] = error.failure.attempts
      assert.match(docker?.problem ?? '', /Cannot connect to the daemon/)
      assert.match(podman?.problem ?? '', /is not JSON/)
      assert.equal(nerdctl?.problem, 'rootless containerd not running')
      return true
    })
  })

  it('knows programs that are not there', async () => {
    const signal = new AbortController().signal
    await assert.rejects(
      findEngine({ env: { PATH: '/nowhere' }, signal }),
      saying(/docker \(not on PATH\), podman \(not on PATH\), nerdctl \(not on PATH\)$/),
    )
  })

  it('talks to podman under the name of docker as to podman', async () => {
    const engine = await findAmong({ ...NONE, docker: answer(PODMAN) })
    assert.deepEqual([engine.kind, engine.program], ['podman', 'docker'])
  })

  const context = (endpoint: string): string =>
    `case $1 in context) echo '${endpoint}';; *) echo '${DOCKER}';; esac`

  it('judges by the docker context whether loopback can be reached', async () => {
    const far = await findAmong({ ...NONE, docker: context('ssh://builder') })
    assert.equal(far.away, 'it is reached at ssh://builder')
    const near = await findAmong({ ...NONE, docker: context('unix:///run/user/1000/docker.sock') })
    assert.equal(near.away, undefined)
    const old = await findAmong({ ...NONE, docker: `[ $1 = info ] && echo '${DOCKER}'` })
    assert.equal(old.away, undefined)
  })

  it('judges by DOCKER_HOST before the context', async () => {
    const programs = { ...NONE, docker: context('unix:///run/docker.sock') }
    const far = await findAmong(programs, undefined, { DOCKER_HOST: 'tcp://10.0.0.1:2375' })
    assert.equal(far.away, 'it is reached at tcp://10.0.0.1:2375')
  })

  it('stops when told to', async () => {
    const stop = new AbortController()
    const finding = findEngine({ env: process.env, signal: stop.signal })
    stop.abort(new RangeError('enough'))
    await assert.rejects(finding, RangeError)
  })
})
