import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { explain } from '../explain.ts'

describe('an index that docker load would have to take', () => {
  it('is an image of it, or an OCI archive, by the names that people can write', () => {
    const available = ['linux/amd64', 'linux/arm64']
    const { message, fix } = explain({ topic: 'tarball', reason: 'several-platforms', available })
    assert.equal(message, 'Cannot write an index of 2 images for docker load')
    assert.match(
      fix ?? '',
      /--platform linux\/amd64, or .* --format oci, format = "oci" of oci_load/,
    )
  })
})
