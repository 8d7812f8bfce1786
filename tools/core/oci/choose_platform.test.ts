import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Descriptor, Platform } from '../descriptor.ts'
import { digestOfHex } from '../digest.ts'
import { OCI_MANIFEST } from '../media_types.ts'
import { err, ok } from '../result.ts'
import type { WantedPlatform } from './choose_platform.ts'
import { choosePlatform, entriesFor, formatWanted, platformEntries } from './choose_platform.ts'
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

describe('choosePlatform()', () => {
  const other = digestOfHex('1'.repeat(64))
  const amd64 = entry({ os: 'linux', architecture: 'amd64' })
  const v6 = entry({ os: 'linux', architecture: 'arm', variant: 'v6' })
  const v7 = { ...entry({ os: 'linux', architecture: 'arm', variant: 'v7' }), digest: other }

  it('takes the only image that suits, or the only one that there is', () => {
    assert.deepEqual(choosePlatform([v6, amd64, v7], { architecture: 'amd64' }), ok(amd64))
    assert.deepEqual(choosePlatform([v7], undefined), ok(v7))
  })

  it('takes an image that is listed for several platforms that suit', () => {
    const again = entry({ os: 'linux', architecture: 'arm', variant: 'v7' })
    assert.deepEqual(choosePlatform([v6, again], { architecture: 'arm' }), ok(v6))
  })

  it('takes none of several, and says which they are', () => {
    const several = err({ problem: 'several', candidates: [v6, v7] })
    assert.deepEqual(choosePlatform([v6, amd64, v7], { architecture: 'arm' }), several)
    const none = err({ problem: 'none', candidates: [v6, v7] })
    assert.deepEqual(choosePlatform([v6, v7], { os: 'windows' }), none)
  })

  it('names what is wanted', () => {
    assert.equal(formatWanted({ os: 'linux', architecture: 'arm', variant: 'v7' }), 'linux/arm/v7')
    assert.equal(formatWanted({ architecture: 'arm' }), 'arm')
    assert.equal(formatWanted({ os: '' }), '')
  })
})
