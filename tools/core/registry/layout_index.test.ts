import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Descriptor } from '../descriptor.ts'
import { digestOfHex } from '../digest.ts'
import { OCI_MANIFEST } from '../media_types.ts'
import { withImage } from './layout_index.ts'

const NAME = 'org.opencontainers.image.ref.name'

function image(letter: string, name?: string): Descriptor {
  const digest = digestOfHex(letter.repeat(64))
  const annotations = name === undefined ? {} : { annotations: { [NAME]: name } }
  return { mediaType: OCI_MANIFEST, digest, size: 1, ...annotations }
}

describe('withImage', () => {
  it('adds to what is there', () => {
    assert.deepEqual(withImage([image('a', 'x')], image('b'), 'y'), [
      image('a', 'x'),
      image('b', 'y'),
    ])
  })

  it('takes the place of what had the name', () => {
    const before = [image('a', 'x'), image('c', 'z')]
    assert.deepEqual(withImage(before, image('b'), 'x'), [image('c', 'z'), image('b', 'x')])
  })

  it('lists an image without a name once', () => {
    const before = [image('a'), image('b')]
    assert.deepEqual(withImage(before, image('a'), undefined), [image('b'), image('a')])
  })

  it('keeps the platform, and no other annotations', () => {
    const platform = { os: 'linux', architecture: 'arm64' }
    const entry = { ...image('a', 'old'), platform }
    assert.deepEqual(withImage([], entry, 'new'), [{ ...image('a', 'new'), platform }])
  })
})
