import { createHash } from 'node:crypto'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import type { Reference } from '../../core/reference.ts'
import { DEFAULT_TAG, formatReference } from '../../core/reference.ts'
import type { BlobSource, ImageSource } from '../image/image_source.ts'
import type { DownloadState } from './blob_download.ts'
import { downloadBlob } from './blob_download.ts'
import type { RepositoryClient } from './repository.ts'
import { MAX_MANIFEST_BYTES } from './repository.ts'

/** A blob of which a part may be here already. */
export interface ResumableBlob extends BlobSource {
  /** Streams what is missing, and verifies the whole. */
  resume(state: DownloadState): AsyncIterable<Uint8Array>
}

/** Whether a blob can be had from the middle on. */
export function isResumable(blob: BlobSource): blob is ResumableBlob {
  return 'resume' in blob
}

/**
 * Opens an image or an index of a registry: one request; everything else is read when it is asked for.
 *
 * @param reference with neither tag nor digest, the tag `latest` is meant
 * @throws ExpectedFailure when it is not there, or is no image that rt knows
 */
export async function openRegistryImage(
  client: RepositoryClient,
  reference: Reference,
): Promise<ImageSource> {
  const { tag = DEFAULT_TAG, digest } = reference
  const fetched = await client.getManifest(digest ?? tag)
  if (fetched === undefined) {
    const missing = digest === undefined ? { ...reference, tag } : reference
    throw notFound(formatReference(missing))
  }
  const { descriptor: root, bytes } = fetched
  const kind = documentKind(root.mediaType)
  if (kind !== 'manifest' && kind !== 'index') throw unsupported(reference, root.mediaType)
  const documents = new Map<Digest, Promise<Uint8Array>>([[root.digest, Promise.resolve(bytes)]])
  return {
    root,
    readSmall(descriptor) {
      const known = documents.get(descriptor.digest) ?? readSmall(client, descriptor)
      documents.set(descriptor.digest, known)
      return known
    },
    blob: (descriptor) => new RegistryBlob(client, descriptor),
  }
}

class RegistryBlob implements ResumableBlob {
  readonly descriptor: Descriptor
  readonly file = undefined
  readonly #client: RepositoryClient

  constructor(client: RepositoryClient, descriptor: Descriptor) {
    this.#client = client
    this.descriptor = descriptor
  }

  async *open(start = 0): AsyncGenerator<Uint8Array> {
    let skip = start
    for await (const chunk of this.resume({ hash: createHash('sha256'), offset: 0 })) {
      const rest = chunk.subarray(skip)
      skip -= chunk.length - rest.length
      if (rest.length > 0) yield rest
    }
  }

  resume(state: DownloadState): AsyncIterable<Uint8Array> {
    return downloadBlob(this.#client, this.descriptor, state)
  }
}

async function readSmall(client: RepositoryClient, descriptor: Descriptor): Promise<Uint8Array> {
  const { digest, size, mediaType } = descriptor
  const what = `read the document ${digest}`
  if (size > MAX_MANIFEST_BYTES) {
    const limit = MAX_MANIFEST_BYTES
    throw new ExpectedFailure({ topic: 'registry', reason: 'too-large', what, limit })
  }
  const kind = documentKind(mediaType)
  if (kind === 'manifest' || kind === 'index') {
    const fetched = await client.getManifest(digest)
    if (fetched !== undefined) return fetched.bytes
    const { repository } = client.registry
    throw notFound(formatReference({ ...repository, tag: undefined, digest }))
  }
  const chunks: Uint8Array[] = []
  const state = { hash: createHash('sha256'), offset: 0 }
  for await (const chunk of downloadBlob(client, descriptor, state)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function notFound(reference: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'registry', reason: 'not-found', reference })
}

function unsupported(reference: Reference, mediaType: string): ExpectedFailure {
  const shown = mediaType.replaceAll(/[^\w./+-]/g, '?').slice(0, 100)
  const problem = mediaType.includes('.v1+')
    ? `it is of schema 1 ("${shown}"), which is obsolete`
    : `its media type is "${shown}"`
  const what = `"${formatReference(reference)}"`
  return new ExpectedFailure({ topic: 'registry', reason: 'unreadable-manifest', what, problem })
}
