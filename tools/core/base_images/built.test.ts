import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Descriptor } from '../descriptor.ts'
import { digestOfHex } from '../digest.ts'
import { OCI_INDEX, OCI_MANIFEST } from '../media_types.ts'
import { keepBuilt, withBuilt } from './built.ts'
import { jsonText } from './outputs.ts'

function descriptor(digit: string, more: Partial<Descriptor> = {}): Descriptor {
  return { mediaType: OCI_MANIFEST, digest: digestOfHex(digit.repeat(64)), size: 7, ...more }
}

const DESCRIPTION = jsonText({ image: 'bento-server:base-python3.11-debian12' })
const BUILT = withBuilt(DESCRIPTION, {
  root: descriptor('1', { mediaType: OCI_INDEX }),
  images: [
    {
      entry: descriptor('2', {
        platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      }),
      config: descriptor('3'),
      layers: [descriptor('4')],
    },
  ],
})

describe('withBuilt()', () => {
  it('adds the digests of an image and of its layers', () => {
    assert.deepEqual(JSON.parse(BUILT), {
      image: 'bento-server:base-python3.11-debian12',
      built: {
        digest: `sha256:${'1'.repeat(64)}`,
        images: [
          {
            platform: 'linux/arm64/v8',
            digest: `sha256:${'2'.repeat(64)}`,
            config: `sha256:${'3'.repeat(64)}`,
            layers: [{ digest: `sha256:${'4'.repeat(64)}`, size: 7 }],
          },
        ],
      },
    })
  })
})

describe('keepBuilt()', () => {
  it('keeps digests while nothing else is new', () => {
    assert.equal(keepBuilt(DESCRIPTION, BUILT), BUILT)
  })

  it('forgets those of an image that is made of something else now', () => {
    const other = jsonText({ image: 'bento-server:base-python3.11-debian12', lock: 'other' })
    assert.equal(keepBuilt(other, BUILT), other)
  })

  for (const before of [undefined, '', '{', '[]', 'null', DESCRIPTION])
    it(`has nothing to keep of ${before ?? 'no file'}`, () => {
      assert.equal(keepBuilt(DESCRIPTION, before), DESCRIPTION)
    })
})
