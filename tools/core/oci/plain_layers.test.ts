import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { diffIdOf, digestOfHex } from '../digest.ts'
import { DOCKER_LAYER, OCI_LAYER, OCI_LAYER_GZIP, OCI_LAYER_ZSTD } from '../media_types.ts'
import { isZstdLayer, plainLayer, replaceLayers } from './plain_layers.ts'

const digest = digestOfHex('1'.repeat(64))
const diffId = diffIdOf(digestOfHex('2'.repeat(64)))

describe('plain layers', () => {
  it('knows zstd layers by both names', () => {
    const types = [OCI_LAYER_ZSTD, `${DOCKER_LAYER}.zstd`, OCI_LAYER_GZIP, OCI_LAYER, DOCKER_LAYER]
    const found = types.filter((mediaType) => isZstdLayer({ mediaType, digest, size: 1 }))
    assert.deepEqual(found, types.slice(0, 2))
  })

  it("stay in the manifest's family, under the diff_id, without annotations", () => {
    const annotations = { toc: 'of the compressed bytes' }
    const oci = plainLayer({ mediaType: OCI_LAYER_ZSTD, digest, size: 1, annotations }, diffId, 512)
    assert.deepEqual(oci, { mediaType: OCI_LAYER, digest: diffId, size: 512 })
    const docker = plainLayer({ mediaType: `${DOCKER_LAYER}.zstd`, digest, size: 1 }, diffId, 512)
    assert.equal(docker.mediaType, DOCKER_LAYER)
  })

  it('replace the layers of a manifest and nothing else', () => {
    const manifest = '{"schemaVersion":2,"x-unknown":{"z":1,"a":2},"layers":[1,2],"last":true}'
    const layer = { mediaType: OCI_LAYER, digest, size: 512 }
    const text = replaceLayers(manifest, [layer])
    assert.equal(
      text,
      `{"schemaVersion":2,"x-unknown":{"z":1,"a":2},"layers":[${JSON.stringify(layer)}],"last":true}`,
    )
  })
})
