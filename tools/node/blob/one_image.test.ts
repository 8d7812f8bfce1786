import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Platform } from '../../core/descriptor.ts'
import { explain } from '../../core/explain.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { MemoryImage } from '../../testing/memory_image.ts'
import { memoryImage, memoryIndex } from '../../testing/memory_image.ts'
import { oneImage, onePlatform } from './one_image.ts'
import { saying } from '../../testing/saying.ts'

const AMD64: Platform = { os: 'linux', architecture: 'amd64' }
const ARM64: Platform = { os: 'linux', architecture: 'arm64', variant: 'v8' }

function imageFor(platform: Platform): MemoryImage {
  return memoryImage({ layers: [{ files: { a: 'a' }, compression: 'none' }], platform })
}

const amd64 = imageFor(AMD64)
const arm64 = imageFor(ARM64)
const index = memoryIndex([
  { image: amd64, platform: AMD64 },
  { image: arm64, platform: ARM64 },
])

describe('oneImage', () => {
  it('takes the image for a platform', async () => {
    assert.equal((await oneImage(index, AMD64)).root.digest, amd64.root.digest)
    const anyVariant = { os: 'linux', architecture: 'arm64' }
    assert.equal((await oneImage(index, anyVariant)).root.digest, arm64.root.digest)
  })

  it('finds images in an index in an index, and leaves attestations out', async () => {
    const unknown = { os: 'unknown', architecture: 'unknown' }
    const inner = memoryIndex([
      { image: arm64, platform: ARM64 },
      { image: imageFor(unknown), platform: unknown },
    ])
    const outer = memoryIndex([{ image: inner, platform: ARM64 }])
    assert.equal((await oneImage(outer, undefined)).root.digest, arm64.root.digest)
  })

  it('takes none of several that suit, and names them', async () => {
    const [v6, v7] = ['v6', 'v7'].map((variant) => ({ ...AMD64, architecture: 'arm', variant }))
    const arms = memoryIndex([
      { image: amd64, platform: v6 ?? AMD64 },
      { image: arm64, platform: v7 ?? AMD64 },
    ])
    const arm = { os: 'linux', architecture: 'arm' }
    const says = (error: unknown): boolean => {
      assert.ok(error instanceof ExpectedFailure)
      assert.deepEqual(explain(error.failure), {
        message: 'Cannot choose one of 2 images for linux/arm',
        accepted: 'linux/arm/v6, linux/arm/v7',
        fix: 'specify the variant, as in --platform linux/arm/v7, or name the image by its digest',
      })
      return true
    }
    await assert.rejects(oneImage(arms, arm), says)
    await assert.rejects(onePlatform(arms, arm, 'x'), says)
    assert.equal((await oneImage(arms, { ...arm, variant: 'v7' })).root.digest, arm64.root.digest)
  })

  it('leaves one image as it is, whatever is wanted', async () => {
    assert.equal(await oneImage(amd64, ARM64), amd64)
  })

  it('names the platforms that there are', async () => {
    const wanted = { os: 'linux', architecture: 's390x' }
    await assert.rejects(oneImage(index, wanted), saying(/Cannot find an image for linux\/s390x/))
    await assert.rejects(oneImage(index, undefined), saying(/Cannot write an index of 2 images/))
  })
})
