import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Result } from '../result.ts'
import { encodeUtf8 } from '../utf8.ts'
import type { EngineInfo, EngineKind } from './engine.ts'
import { parseEngineInfo } from './info.ts'

const DOCKER = {
  ServerVersion: '20.10.24+dfsg1',
  OSType: 'linux',
  Architecture: 'x86_64',
  OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  Driver: 'overlay2',
  DriverStatus: [['Backing Filesystem', 'extfs']],
}

const PODMAN = {
  host: { arch: 'amd64', os: 'linux', serviceIsRemote: false },
  version: { Version: '4.3.1' },
}

function parse(kind: EngineKind, answer: unknown): Result<EngineInfo, string> {
  return parseEngineInfo(kind, encodeUtf8(JSON.stringify(answer)))
}

function infoOf(kind: EngineKind, answer: unknown): EngineInfo {
  const info = parse(kind, answer)
  assert(info.ok)
  return info.value
}

describe('parseEngineInfo', () => {
  it('reads what docker says', () => {
    assert.deepEqual(infoOf('docker', DOCKER), {
      kind: 'docker',
      version: '20.10.24+dfsg1',
      platform: { os: 'linux', architecture: 'amd64' },
      containerdStore: false,
      zstd: false,
      away: undefined,
    })
  })

  it('reads what podman says', () => {
    assert.deepEqual(infoOf('podman', PODMAN), {
      kind: 'podman',
      version: '4.3.1',
      platform: { os: 'linux', architecture: 'amd64' },
      containerdStore: false,
      zstd: true,
      away: undefined,
    })
  })

  it('knows podman under the name of docker', () => {
    assert.equal(infoOf('docker', PODMAN).kind, 'podman')
  })

  const ZSTD = [
    ['19.03.15', false],
    ['22.06.0-beta.0', false],
    ['23.0.0', true],
    ['28.5.2+dfsg4', true],
    ['dev', false],
  ] as const
  for (const [ServerVersion, zstd] of ZSTD)
    it(`says whether docker ${ServerVersion} unpacks zstd`, () => {
      assert.equal(infoOf('docker', { ...DOCKER, ServerVersion }).zstd, zstd)
    })

  it("knows containerd's image store", () => {
    const DriverStatus = [['driver-type', 'io.containerd.snapshotter.v1']]
    assert(infoOf('docker', { ...DOCKER, DriverStatus }).containerdStore)
    assert(infoOf('nerdctl', { ...DOCKER, DriverStatus: null }).containerdStore)
  })

  it('gives machines the names of the OCI image-spec', () => {
    const platformOf = (Architecture: string): unknown =>
      infoOf('docker', { ...DOCKER, Architecture }).platform
    assert.deepEqual(platformOf('aarch64'), { os: 'linux', architecture: 'arm64' })
    assert.deepEqual(platformOf('armv7l'), { os: 'linux', architecture: 'arm', variant: 'v7' })
    assert.deepEqual(platformOf('riscv64'), { os: 'linux', architecture: 'riscv64' })
    assert.deepEqual(platformOf('__proto__'), { os: 'linux', architecture: '__proto__' })
  })

  it('knows engines that cannot reach our loopback', () => {
    assert.match(
      infoOf('docker', { ...DOCKER, OperatingSystem: 'Docker Desktop' }).away ?? '',
      /virtual machine/,
    )
    const host = { ...PODMAN.host, serviceIsRemote: true }
    assert.match(infoOf('podman', { ...PODMAN, host }).away ?? '', /remote/)
  })

  const USELESS = [
    [{ ServerErrors: ['Cannot connect'] }, /Cannot connect/],
    [{ ServerErrors: ['', ' '] }, /no daemon answered$/],
    [{ ServerVersion: '' }, /no daemon answered/],
    [{ ...DOCKER, OSType: null }, /OSType: is missing/],
    [{ host: { arch: 'amd64' } }, /version: is missing/],
    ['text', /expected an object/],
  ] as const
  for (const [answer, problem] of USELESS)
    it(`refuses ${JSON.stringify(answer).slice(0, 50)}`, () => {
      const info = parse('docker', answer)
      assert(!info.ok)
      assert.match(info.failure, problem)
    })

  it('refuses what is not JSON', () => {
    assert(!parseEngineInfo('docker', encodeUtf8('Client: Docker Engine')).ok)
  })
})
