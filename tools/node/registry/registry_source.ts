import { createHash } from 'node:crypto'
import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { documentKind, MAX_MANIFEST_BYTES } from '../../core/oci/document_kinds.ts'
import type { Reference } from '../../core/reference.ts'
import { DEFAULT_TAG, formatReference } from '../../core/reference.ts'
import type { BlobSource } from '../blob/image_source.ts'
import type { DownloadState } from './blob_download.ts'
import { downloadBlob } from './blob_download.ts'
import type { FetchedManifest, RepositoryClient } from './repository.ts'

/** A blob of which a part may be here already. */
export interface ResumableBlob extends BlobSource {
  /** Streams what is missing, and verifies the whole. */
  resume(state: DownloadState): AsyncIterable<Uint8Array>
  /** Whether, after wrong bytes, somebody else would be asked in the next try. */
  useNextSource?(): boolean
}

/** Whether a blob can be had from the middle on. */
export function isResumable(blob: BlobSource): blob is ResumableBlob {
  return 'resume' in blob
}

/**
 * Fetches the manifest or the index that a reference means.
 *
 * @param reference with neither tag nor digest, the tag `latest` is meant
 * @throws ExpectedFailure when it is not there, or is no image that rt knows
 */
export async function fetchRoot(
  client: RepositoryClient,
  reference: Reference,
): Promise<FetchedManifest> {
  const { tag = DEFAULT_TAG, digest } = reference
  const fetched = await client.getManifest(digest ?? tag)
  if (fetched === undefined) {
    const missing = digest === undefined ? { ...reference, tag } : reference
    throw notFound(formatReference(missing))
  }
  const { mediaType } = fetched.descriptor
  const kind = documentKind(mediaType)
  if (kind !== 'manifest' && kind !== 'index') throw unsupported(reference, mediaType)
  return fetched
}

/**
 * Reads a manifest, an index or a config whole.
 *
 * @throws ExpectedFailure when it is missing, too large, or not what the descriptor says
 */
export async function readDocument(
  client: RepositoryClient,
  descriptor: Descriptor,
): Promise<Uint8Array> {
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
