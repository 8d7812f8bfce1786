import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Platform } from '../descriptor.ts'
import { digestOfHex } from '../digest.ts'
import { OCI_MANIFEST } from '../media_types.ts'
import type { IndexChild } from './index_plan.ts'
import { planIndex } from './index_plan.ts'

const child = (name: string, platform?: Platform): IndexChild => ({
  name,
  entry: {
    mediaType: OCI_MANIFEST,
    digest: digestOfHex('0'.repeat(64)),
    size: 1,
    ...(platform && { platform }),
  },
})

const arm64: Platform = { os: 'linux', architecture: 'arm64' }
const amd64: Platform = { os: 'linux', architecture: 'amd64' }

describe('planIndex()', () => {
  it('keeps the order that was asked for', () => {
    const children = [child('a', arm64), child('b', amd64)]
    assert.deepEqual(planIndex(children), { ok: true, value: children.map(({ entry }) => entry) })
  })

  it('tells variants and versions apart, and lets what has no platform be', () => {
    const children = [
      child('a', { ...arm64, variant: 'v8' }),
      child('b', { ...arm64, variant: 'v9' }),
      child('c', { os: 'windows', architecture: 'amd64', 'os.version': '10.0.1' }),
      child('d', { os: 'windows', architecture: 'amd64', 'os.version': '10.0.2' }),
      child('e', { os: 'unknown', architecture: 'unknown' }),
      child('f', { os: 'unknown', architecture: 'unknown' }),
      child('g'),
      child('h'),
    ]
    assert.equal(planIndex(children).ok, true)
  })

  it('names all images that are for the same platform', () => {
    const plan = planIndex([
      child('a', arm64),
      child('b', amd64),
      child('c', arm64),
      child('d', amd64),
    ])
    assert.ok(!plan.ok && plan.failure.topic === 'several')
    assert.deepEqual(
      plan.failure.failures.map((each) => each.reason === 'duplicate-platform' && each.images),
      [
        ['a', 'c'],
        ['b', 'd'],
      ],
    )
  })

  it('refuses to be empty', () => {
    assert.deepEqual(planIndex([]), {
      ok: false,
      failure: { topic: 'image', reason: 'empty-index' },
    })
  })
})
