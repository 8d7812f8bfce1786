import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { isForeignLayer } from '../../core/registry/foreign_layer.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { mapInParallel } from '../parallel.ts'
import type { LayoutStore } from './layout_store.ts'
import type { PlannedDocument } from './transfer_plan.ts'
import { planTransfer } from './transfer_plan.ts'
import type { BlobOutcome, BlobRole, TransferObserver } from '../blob/transfer_event.ts'

/** What to store where. */
export interface PullRequest {
  readonly source: ImageSource
  readonly store: LayoutStore
  /** The image's name in the layout; undefined for none. */
  readonly name: string | undefined
  /** Blobs under way at the same time. */
  readonly jobs: number
  readonly observe: TransferObserver
  /** Ends everything that is under way, after a failure. */
  readonly abort: (reason: unknown) => void
}

/** What became of it. */
export interface PullOutcome {
  readonly root: Descriptor
  readonly blobs: readonly BlobOutcome[]
}

/**
 * Stores an image or an index in a layout: blobs, then manifests, then the layout's index, so that the
 * layout never names anything incomplete. What is there is not fetched.
 *
 * @throws ExpectedFailure when something is missing or wrong, or cannot be stored
 */
export async function pull(request: PullRequest): Promise<PullOutcome> {
  const { source, store, name, jobs, observe, abort } = request
  const documents = await planTransfer(source)
  const blobs = await mapInParallel(uniqueBlobs(documents), jobs, async (blob) => {
    try {
      return await fetchBlob(request, blob)
    } catch (error) {
      abort(error)
      throw error
    }
  })
  for (const { descriptor } of documents) {
    await store.writeDocument(descriptor, await source.readSmall(descriptor))
    observe({ event: 'manifest', digest: descriptor.digest, status: 'written' })
  }
  await store.add(source.root, name)
  return { root: source.root, blobs }
}

type RoledBlob = readonly [Descriptor, BlobRole]

async function fetchBlob(
  request: PullRequest,
  [descriptor, role]: RoledBlob,
): Promise<BlobOutcome> {
  const { source, store, observe } = request
  const { digest, mediaType, size } = descriptor
  const began = Date.now()
  const end = (status: BlobOutcome['status'], bytes: number): BlobOutcome => {
    const seconds = (Date.now() - began) / 1000
    const outcome = { digest, mediaType, size, role, status, bytes, seconds }
    observe({ event: 'blob-end', ...outcome })
    return outcome
  }
  if (isForeignLayer(mediaType)) return end('skipped', 0)
  if (await store.has(descriptor)) return end('present', 0)
  observe({ event: 'blob-start', digest, size, role })
  const bytes = await store.writeBlob(source.blob(descriptor), (position) => {
    observe({ event: 'blob-progress', digest, bytes: position })
  })
  return end('downloaded', bytes)
}

/** Configs and layers, each once. */
function uniqueBlobs(documents: readonly PlannedDocument[]): readonly RoledBlob[] {
  const blobs = new Map<Digest, RoledBlob>()
  for (const { config, layers } of documents) {
    if (config !== undefined) blobs.set(config.digest, [config, 'config'])
    for (const layer of layers)
      if (!blobs.has(layer.digest)) blobs.set(layer.digest, [layer, 'layer'])
  }
  return [...blobs.values()]
}
