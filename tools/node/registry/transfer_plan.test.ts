import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { OCI_INDEX } from '../../core/media_types.ts'
import { indexBytes } from '../../core/oci/index_document.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { MAX_DOCUMENT_BYTES, MAX_DOCUMENTS, MAX_INDEX_DEPTH } from '../blob/image_tree.ts'
import { digestOf, memoryImage } from '../../testing/memory_image.ts'
import { planTransfer } from './transfer_plan.ts'
import { saying } from '../../testing/saying.ts'

const image = memoryImage({ layers: [] })

/** Documents by digest, as somebody with bad intentions puts them together. */
class Documents implements ImageSource {
  root: Descriptor = image.root
  read = 0
  readonly #documents = new Map<Digest, Uint8Array>(image.blobs)

  index(manifests: readonly Descriptor[], note = ''): Descriptor {
    const bytes = indexBytes({ manifests, annotations: { note } })
    this.root = { mediaType: OCI_INDEX, digest: digestOf(bytes), size: bytes.length }
    this.#documents.set(this.root.digest, bytes)
    return this.root
  }

  readSmall({ digest }: Descriptor): Promise<Uint8Array> {
    this.read += 1
    return Promise.resolve(this.#documents.get(digest) ?? Buffer.from('{}'))
  }

  blob = image.blob.bind(image)
}

describe('planTransfer()', () => {
  it('refuses indexes that are nested too deep', async () => {
    const documents = new Documents()
    for (let depth = 0; depth < MAX_INDEX_DEPTH; depth += 1) documents.index([documents.root])
    assert.equal((await planTransfer(documents)).length, MAX_INDEX_DEPTH + 1)
    documents.index([documents.root])
    await assert.rejects(planTransfer(documents), saying(/nested deeper than 8/))
  })

  it('reads a document once that is named by many', async () => {
    const documents = new Documents()
    for (let depth = 0; depth < MAX_INDEX_DEPTH; depth += 1) {
      documents.index(Array.from({ length: 1000 }, () => documents.root))
    }
    assert.equal((await planTransfer(documents)).length, MAX_INDEX_DEPTH + 1)
    assert.equal(documents.read, MAX_INDEX_DEPTH + 1)
  })

  it('refuses an image of too many manifests', async () => {
    const documents = new Documents()
    const members = Array.from({ length: MAX_DOCUMENTS }, (_, index) =>
      documents.index([image.root], String(index)),
    )
    documents.index(members)
    await assert.rejects(planTransfer(documents), saying(/more than 1000 manifests/))
    assert(documents.read <= MAX_DOCUMENTS + 1)
  })

  it('refuses manifests of too many bytes, before reading them', async () => {
    const documents = new Documents()
    const size = MAX_DOCUMENT_BYTES - 100
    documents.index([{ ...image.root, size }])
    await assert.rejects(planTransfer(documents), saying(/more than 67108864 bytes/))
    assert.equal(documents.read, 1)
  })
})
