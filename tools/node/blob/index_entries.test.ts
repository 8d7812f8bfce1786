import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MemoryImage } from '../../testing/memory_image.ts'
import { memoryImage, memoryIndex } from '../../testing/memory_image.ts'
import { MAX_INDEX_DEPTH } from './image_tree.ts'
import { indexEntries } from './index_entries.ts'
import { saying } from '../../testing/saying.ts'

const ARM64 = { os: 'linux', architecture: 'arm64' }
const S390X = { os: 'linux', architecture: 's390x' }
const image = memoryImage({ layers: [], platform: ARM64 })

function nested(times: number): MemoryImage {
  let index = memoryIndex([{ image }])
  for (let depth = 1; depth < times; depth += 1) index = memoryIndex([{ image: index }])
  return index
}

describe('indexEntries()', () => {
  it('gives each image the platform of the index, and that of its config where there is none', async () => {
    const index = memoryIndex([{ image, platform: S390X }, { image }])
    assert.deepEqual(await indexEntries(index), [
      { ...image.root, platform: S390X },
      { ...image.root, platform: ARM64 },
    ])
    assert.deepEqual(await indexEntries(image), [{ ...image.root, platform: ARM64 }])
  })

  it('looks into indexes of an index, once each', async () => {
    let index = memoryIndex([{ image, platform: ARM64 }])
    for (let depth = 1; depth < MAX_INDEX_DEPTH; depth += 1)
      index = memoryIndex(Array.from({ length: 100 }, () => ({ image: index })))
    assert.deepEqual(await indexEntries(index), [{ ...image.root, platform: ARM64 }])
  })

  it('refuses indexes that are nested too deep', async () => {
    assert.equal((await indexEntries(nested(MAX_INDEX_DEPTH))).length, 1)
    await assert.rejects(indexEntries(nested(MAX_INDEX_DEPTH + 1)), saying(/nested deeper than 8/))
  })
})
