import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { formatReference, formatRepository } from '../../core/reference.ts'
import type { ImageSource } from '../blob/image_source.ts'
import type { BlobOutcome, BlobRole, TransferObserver } from '../blob/transfer_event.ts'
import type { ImagePush } from './image_push.ts'
import type { RepositoryClient } from './repository.ts'
import type { PlannedDocument } from './transfer_plan.ts'

/** A tag of a release. */
export interface WantedTag {
  readonly repository: ReleaseRepository
  readonly name: string
  readonly image: Descriptor
  /** What the image can be read from. */
  readonly source: ImageSource
  /** Whether it is left alone where it stands for another image. */
  readonly keeps: boolean
  status: 'missing' | 'present' | 'written'
}

/** A document of a release, and where it belongs. */
export interface ReleasedDocument {
  readonly push: ImagePush
  readonly repository: ReleaseRepository
  readonly document: PlannedDocument
}

/** How a blob ended, besides its status. */
interface BlobEnd {
  /** Milliseconds since 1970. */
  readonly began?: number
  readonly bytes?: number
  readonly from?: string
}

/** What is known and wanted of one repository during a release. */
export class ReleaseRepository {
  readonly client: RepositoryClient
  /** `HOST/NAME`. */
  readonly name: string
  /** Manifests and indexes that the repository has. */
  readonly stored = new Set<Digest>()
  /** What became of blobs. */
  readonly outcomes = new Map<Digest, BlobOutcome>()
  /** Blobs of which the registry has another number of bytes. */
  readonly damaged = new Set<Digest>()
  readonly #tags = new Map<string, WantedTag>()
  readonly #looks = new Map<Digest, Promise<void>>()
  readonly #puts = new Map<Digest, Promise<void>>()
  readonly #observe: TransferObserver

  constructor(client: RepositoryClient, observe: TransferObserver) {
    this.client = client
    this.name = formatRepository(client.registry.repository)
    this.#observe = observe
  }

  /** `HOST[:PORT]`. */
  get registry(): string {
    return this.client.registry.repository.registry
  }

  get tags(): readonly WantedTag[] {
    return [...this.#tags.values()]
  }

  tag(name: string): WantedTag | undefined {
    return this.#tags.get(name)
  }

  /** Tells about something that happened to this repository. */
  readonly observe: TransferObserver = (event) => {
    this.#observe({ ...event, repository: this.name })
  }

  /**
   * Notes that a tag is to be set.
   *
   * @throws ExpectedFailure when another image wants it
   */
  want(name: string, image: Descriptor, { source, keepsTags: keeps = false }: ImagePush): void {
    const other = this.#tags.get(name)
    if (other !== undefined && other.image.digest !== image.digest) {
      const reference = this.reference(name)
      const digests = [other.image.digest, image.digest]
      throw new ExpectedFailure({ topic: 'registry', reason: 'tag-twice', reference, digests })
    }
    if (other !== undefined) return
    this.#tags.set(name, { repository: this, name, image, source, keeps, status: 'missing' })
  }

  /** `HOST/NAME:TAG`. */
  reference(tag: string): string {
    return formatReference({ ...this.client.registry.repository, tag, digest: undefined })
  }

  /** The digest that a tag or a digest resolves to. */
  resolve(tagOrDigest: string): Promise<Digest | undefined> {
    return this.client.resolve(tagOrDigest, this.client.pushScopes)
  }

  /** Finds out whether the repository has a manifest; asks once. */
  lookFor(digest: Digest): Promise<void> {
    const look = this.#looks.get(digest) ?? this.#lookFor(digest)
    this.#looks.set(digest, look)
    return look
  }

  async #lookFor(digest: Digest): Promise<void> {
    if (this.stored.has(digest)) return
    if ((await this.resolve(digest)) === digest) this.noteStored(digest)
  }

  /** Notes that the repository has a manifest, and so all that it refers to. */
  noteStored(digest: Digest): void {
    if (this.stored.has(digest)) return
    this.stored.add(digest)
    this.observe({ event: 'manifest', digest, status: 'present' })
  }

  /** Stores a manifest under its digest; each once, whoever needs it. */
  put(document: Descriptor, source: ImageSource): Promise<void> {
    const { digest } = document
    const put = this.#puts.get(digest) ?? this.#put(document, source)
    this.#puts.set(digest, put)
    return put
  }

  async #put(document: Descriptor, source: ImageSource): Promise<void> {
    const { digest, mediaType } = document
    if (this.stored.has(digest)) return
    await this.client.putManifest(digest, mediaType, await source.readSmall(document))
    this.stored.add(digest)
    this.observe({ event: 'manifest', digest, status: 'written' })
  }

  /** Notes what became of a blob; the first time counts. */
  end(
    { descriptor, role }: { readonly descriptor: Descriptor; readonly role: BlobRole },
    status: BlobOutcome['status'],
    { began, ...more }: BlobEnd = {},
  ): void {
    const { digest, mediaType, size } = descriptor
    if (this.outcomes.has(digest)) return
    const seconds = began === undefined ? 0 : (Date.now() - began) / 1000
    const outcome = { digest, mediaType, size, role, status, bytes: 0, seconds, ...more }
    this.outcomes.set(digest, outcome)
    this.observe({ event: 'blob-end', ...outcome })
  }
}
