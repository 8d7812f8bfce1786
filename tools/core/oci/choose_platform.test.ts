import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Descriptor, Platform } from '../descriptor.ts'
import { digestOfHex } from '../digest.ts'
import { OCI_MANIFEST } from '../media_types.ts'
import type { WantedPlatform } from './choose_platform.ts'
import { entriesFor, platformEntries } from './choose_platform.ts'
import { formatPlatform } from './platform.ts'

const entry = (platform: Platform): Descriptor => ({
  mediaType: OCI_MANIFEST,
  digest: digestOfHex('0'.repeat(64)),
  size: 1,
  platform,
})

const INDEX = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm', variant: 'v6' },
  { os: 'linux', architecture: 'arm', variant: 'v7' },
  { os: 'linux', architecture: 'arm64', variant: 'v8' },
  { os: 'windows', architecture: 'amd64', 'os.version': '10.0.1' },
  { os: 'unknown', architecture: 'unknown' },
].map(entry)

function chosen(wanted: WantedPlatform): readonly string[] {
  return entriesFor(INDEX, wanted).map(({ platform }) => formatPlatform(platform))
}

describe('platformEntries()', () => {
  it('leaves out attestations, artifacts and manifests of other kinds, and names nothing twice', () => {
    const amd64 = entry({ os: 'linux', architecture: 'amd64' })
    const { mediaType, digest, size } = amd64
    const others = [
      entry({ os: 'unknown', architecture: 'unknown' }),
      { mediaType, digest, size },
      { ...amd64, mediaType: 'application/vnd.docker.distribution.manifest.v1+json' },
    ]
    assert.deepEqual(platformEntries([amd64, ...others, amd64]), [amd64])
  })
})

describe('entriesFor()', () => {
  it('compares os and architecture', () => {
    assert.deepEqual(chosen({ os: 'linux', architecture: 'amd64' }), ['linux/amd64'])
    assert.deepEqual(chosen({ os: 'linux', architecture: 's390x' }), [])
    assert.deepEqual(chosen({ os: 'windows' }), ['windows/amd64 (10.0.1)'])
  })

  it('takes the only variant when none is wanted, and all when there are several', () => {
    assert.deepEqual(chosen({ os: 'linux', architecture: 'arm64' }), ['linux/arm64/v8'])
    assert.equal(chosen({ os: 'linux', architecture: 'arm' }).length, 2)
  })

  it('takes the wanted variant, or an entry that has none', () => {
    assert.deepEqual(chosen({ architecture: 'arm', variant: 'v7' }), ['linux/arm/v7'])
    assert.deepEqual(chosen({ os: 'linux', architecture: 'amd64', variant: 'v3' }), ['linux/amd64'])
    assert.deepEqual(chosen({ architecture: 'arm64', variant: 'v9' }), [])
  })

  it('never takes attestations', () => {
    assert.equal(chosen({}).includes('unknown/unknown'), false)
    assert.equal(chosen({ os: 'unknown' }).length, 0)
  })
})
