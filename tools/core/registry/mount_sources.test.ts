import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestOfHex } from '../digest.ts'
import { OCI_LAYER_GZIP } from '../media_types.ts'
import { mountSources } from './mount_sources.ts'

const TARGET = { registry: 'ghcr.io', name: 'org/app' }
const LAYER = { mediaType: OCI_LAYER_GZIP, digest: digestOfHex('0'.repeat(64)), size: 1 }

describe('mountSources', () => {
  it('takes what people name, as names or references of the same registry', () => {
    const named = ['org/base', 'ghcr.io/org/other:1', 'quay.io/else/where', 'not a name']
    assert.deepEqual(mountSources(TARGET, LAYER, {}, named), ['org/base', 'org/other'])
  })

  it('takes what the layer and the base say', () => {
    const layer = {
      ...LAYER,
      annotations: { 'containerd.io/distribution.source.ghcr.io': 'a/b,c/d' },
    }
    const annotations = { 'org.opencontainers.image.base.name': 'ghcr.io/base/image:12' }
    assert.deepEqual(mountSources(TARGET, layer, annotations, []), ['a/b', 'c/d', 'base/image'])
  })

  it('leaves out the target itself, and what is of another registry', () => {
    const annotations = { 'org.opencontainers.image.base.name': 'docker.io/library/debian' }
    assert.deepEqual(mountSources(TARGET, LAYER, annotations, ['ghcr.io/org/app', 'org/app']), [])
  })

  it('names each once, and few', () => {
    const named = ['a', 'a', 'b', 'c', 'd', 'e', 'f']
    assert.deepEqual(mountSources(TARGET, LAYER, {}, named), ['a', 'b', 'c', 'd'])
  })
})
