import { resolve } from 'node:path'
import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { WantedPlatform } from '../../core/oci/choose_platform.ts'
import type { Reference } from '../../core/reference.ts'
import { formatReference, formatRepository } from '../../core/reference.ts'
import type { ImagePlace } from '../../core/registry/image_place.ts'
import { formatImagePlace } from '../../core/registry/image_place.ts'
import { openLayoutPlace } from '../layout/given_image.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { LayoutStore } from './layout_store.ts'
import { onePlatform } from '../blob/one_image.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import type { ReaderOptions } from './reader.ts'
import { RegistryReader } from './reader.ts'
import type { RegistryOptions } from './session.ts'
import { RegistrySession } from './session.ts'
import { RepositoryClient } from './repository.ts'
import type { BlobOutcome, TransferObserver } from '../blob/transfer_event.ts'

/** What to copy where. */
export interface CopyRequest {
  readonly from: ImagePlace
  readonly to: ImagePlace
  /** Copies only the image of an index for this platform. */
  readonly platform: WantedPlatform | undefined
  /** For the registry of `from`, where it is one. */
  readonly fromOptions: ReaderOptions
  /** For the registry of `to`, where it is one; its signal ends the copy, whatever is copied. */
  readonly toOptions: RegistryOptions
  /** What paths of layouts are relative to. */
  readonly workingDirectory: string
  /** Blobs under way at the same time. */
  readonly jobs: number
  readonly observe: TransferObserver
}

/** What became of it. */
export interface CopyOutcome {
  readonly root: Descriptor
  readonly blobs: readonly BlobOutcome[]
  /** Requests that were sent, to both sides. */
  readonly requests: number
}

/**
 * Copies an image or an index between registries and layouts. Digests do not change, and what is there
 * already is not copied.
 *
 * @throws ExpectedFailure when it cannot be copied; nothing names anything incomplete then
 */
export async function copyImage(request: CopyRequest): Promise<CopyOutcome> {
  const { from, to, platform } = request
  using origin = await openOrigin(request)
  const { image } = origin
  const source =
    platform === undefined ? image : await onePlatform(image, platform, formatImagePlace(from))
  const sent =
    to.kind === 'registry'
      ? await toRegistry(request, source, to.reference)
      : { blobs: await toLayout(request, origin, source, to), requests: 0 }
  const requests = sent.requests + (origin.registry?.requests ?? 0)
  return { root: source.root, blobs: sent.blobs, requests }
}

/** Where an image comes from. */
interface Origin extends Disposable {
  readonly image: ImageSource
  readonly registry: RegistryReader | undefined
}

async function openOrigin(request: CopyRequest): Promise<Origin> {
  const { from, fromOptions, workingDirectory } = request
  if (from.kind === 'registry') {
    using stack = new DisposableStack()
    const registry = stack.use(new RegistryReader(from.reference, fromOptions))
    const image = await registry.open(from.reference)
    const held = stack.move()
    return { image, registry, [Symbol.dispose]: () => held.dispose() }
  }
  const image = await openLayoutPlace(from, { workingDirectory })
  return { image, registry: undefined, [Symbol.dispose]: () => undefined }
}

async function toLayout(
  { workingDirectory, jobs, observe, toOptions }: CopyRequest,
  { registry }: Origin,
  source: ImageSource,
  to: ImagePlace & { readonly kind: 'layout' },
): Promise<readonly BlobOutcome[]> {
  const store = await LayoutStore.open(resolve(workingDirectory, to.path), toOptions.signal)
  const abort = (reason: unknown): void => registry?.abort(reason)
  const { blobs } = await pull({ source, store, name: to.name, jobs, observe, abort })
  return blobs
}

async function toRegistry(
  { from, toOptions, jobs, observe }: CopyRequest,
  source: ImageSource,
  to: Reference,
): Promise<Pick<CopyOutcome, 'blobs' | 'requests'>> {
  checkDigest(to, source.root.digest)
  using registry = new RegistrySession(to, toOptions)
  const { blobs } = await push({
    source,
    client: new RepositoryClient(registry),
    tags: to.tag === undefined ? [] : [to.tag],
    jobs,
    // Within one registry, a copy need not move any bytes.
    mountFrom: from.kind === 'registry' ? [formatRepository(from.reference)] : [],
    dryRun: false,
    observe,
  })
  return { blobs, requests: registry.requests }
}

/** A destination with a digest is a promise about the image. */
export function checkDigest(reference: Reference, actual: Digest): void {
  if (reference.digest === undefined || reference.digest === actual) return
  throw new ExpectedFailure({
    topic: 'registry',
    reason: 'wrong-content',
    what: `the image for "${formatReference(reference)}"`,
    expected: `the digest ${reference.digest}`,
    actual: `the digest ${actual}`,
  })
}
