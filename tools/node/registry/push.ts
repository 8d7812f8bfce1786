import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { formatRepository } from '../../core/reference.ts'
import { isForeignLayer } from '../../core/registry/foreign_layer.ts'
import { mountSources } from '../../core/registry/mount_sources.ts'
import type { PlatformTag } from '../../core/registry/platform_tags.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { uploadBlob } from './blob_upload.ts'
import { mapInParallel } from '../parallel.ts'
import type { PlannedDocument } from './transfer_plan.ts'
import { planTransfer } from './transfer_plan.ts'
import type { RepositoryClient, UploadStart } from './repository.ts'
import { writeTag } from './write_tag.ts'
import type { BlobOutcome, BlobRole, TransferObserver } from '../blob/transfer_event.ts'

/** What to push where. */
export interface PushRequest {
  readonly source: ImageSource
  readonly client: RepositoryClient
  /** Tags to set; none pushes by digest alone. */
  readonly tags: readonly string[]
  /** Tags to set for images of the index. */
  readonly imageTags?: readonly PlatformTag[]
  /** Blobs under way at the same time. */
  readonly jobs: number
  /** Repositories of the same registry that may hold layers already. */
  readonly mountFrom: readonly string[]
  /** Sends blobs in chunks of so many bytes; undefined sends them whole. */
  readonly chunkSize?: number | undefined
  /** Only looks, and says what would be done. */
  readonly dryRun: boolean
  readonly observe: TransferObserver
}

/** What became of a tag; `missing` after a dry run. */
export interface TagOutcome {
  readonly tag: string
  readonly status: 'written' | 'present' | 'missing'
}

/** What became of a push. */
export interface PushOutcome {
  readonly root: Descriptor
  readonly blobs: readonly BlobOutcome[]
  readonly tags: readonly TagOutcome[]
}

/** Requests that only look are quick, and may be more at a time than uploads. */
const LOOKS_AT_ONCE = 8

/**
 * Pushes an image or an index: blobs, then child manifests, then the manifest by digest, then tags, so
 * that a tag never points at something incomplete. What the registry has is not sent; when every tag
 * is right already, asking for that is all that is done.
 *
 * @throws ExpectedFailure when a source has changed, the registry refuses, or the budget is used up
 */
export async function push(request: PushRequest): Promise<PushOutcome> {
  return new Push(request).run()
}

/** A blob that a manifest needs, and where it may be had. */
interface NeededBlob {
  readonly descriptor: Descriptor
  readonly role: BlobRole
  readonly mountFrom: readonly string[]
}

class Push {
  readonly #request: PushRequest
  readonly #client: RepositoryClient
  readonly #outcomes = new Map<Digest, BlobOutcome>()
  /** Blobs of which the registry has another number of bytes. */
  readonly #damaged = new Set<Digest>()

  constructor(request: PushRequest) {
    this.#request = request
    this.#client = request.client
  }

  async run(): Promise<PushOutcome> {
    const { source, dryRun } = this.#request
    const documents = await planTransfer(source)
    const wrongTags = await this.#wrongTags()
    if (wrongTags === 'all') await this.#pushDocuments(documents)
    else this.#allPresent(documents)
    const rewrite = wrongTags === 'all' ? this.#request.tags : wrongTags
    const imageTags = await this.#all(this.#request.imageTags ?? [], (tag) => this.#tagImage(tag))
    const writing = dryRun ? [] : rewrite
    await this.#all(writing, (tag) => this.#writeTag(tag, source.root))
    const tags = this.#request.tags.map((tag) => this.#tagOutcome(tag, rewrite.includes(tag)))
    return {
      root: source.root,
      blobs: this.#blobsInOrder(documents),
      tags: [...tags, ...imageTags],
    }
  }

  /** Sets the tag of one image of an index, unless it is right. */
  async #tagImage({ tag, image }: PlatformTag): Promise<TagOutcome> {
    const { dryRun, observe } = this.#request
    const found = await this.#client.resolve(tag, this.#client.pushScopes)
    const outcome = this.#tagOutcome(tag, found !== image.digest)
    if (outcome.status === 'present') observe({ event: 'tag', tag, status: 'present' })
    else if (!dryRun) await this.#writeTag(tag, image)
    return outcome
  }

  #tagOutcome(tag: string, wrong: boolean): TagOutcome {
    if (!wrong) return { tag, status: 'present' }
    return { tag, status: this.#request.dryRun ? 'missing' : 'written' }
  }

  /** Tags that do not resolve to the image; `all` when not even the manifest is known to be there. */
  async #wrongTags(): Promise<readonly string[] | 'all'> {
    const { tags, source, observe } = this.#request
    const { digest } = source.root
    const asked = tags.length === 0 ? [digest] : tags
    const found = await this.#all(asked, (tag) =>
      this.#client.resolve(tag, this.#client.pushScopes),
    )
    const right = asked.filter((_, index) => found[index] === digest)
    if (right.length === 0) return 'all'
    observe({ event: 'manifest', digest, status: 'present' })
    for (const tag of tags.filter((each) => right.includes(each))) {
      observe({ event: 'tag', tag, status: 'present' })
    }
    return tags.filter((tag) => !right.includes(tag))
  }

  /** A registry that has a manifest has all that it refers to. */
  #allPresent(documents: readonly PlannedDocument[]): void {
    for (const blob of documents.flatMap((document) => this.#needs(document))) {
      this.#end(blob, 'present', Date.now())
    }
  }

  async #pushDocuments(documents: readonly PlannedDocument[]): Promise<void> {
    const { source, dryRun, observe } = this.#request
    const missing = await this.#withoutPresent(documents)
    await this.#pushBlobs(missing)
    for (const { descriptor } of missing) {
      if (dryRun) continue
      const { digest, mediaType } = descriptor
      const bytes = await source.readSmall(descriptor)
      await this.#client.putManifest(digest, mediaType, bytes)
      observe({ event: 'manifest', digest, status: 'written' })
    }
  }

  /** Leaves out the members of an index that the registry has. */
  async #withoutPresent(
    documents: readonly PlannedDocument[],
  ): Promise<readonly PlannedDocument[]> {
    const { root } = this.#request.source
    const children = documents.filter(({ descriptor }) => descriptor.digest !== root.digest)
    const present = await this.#all(children, async ({ descriptor: { digest } }) =>
      (await this.#client.resolve(digest, this.#client.pushScopes)) === digest ? [digest] : [],
    )
    const known = new Set(present.flat())
    this.#allPresent(documents.filter(({ descriptor }) => known.has(descriptor.digest)))
    return documents.filter(({ descriptor }) => !known.has(descriptor.digest))
  }

  /**
   * Asks for the layers first. A config is sent when the registry has all its layers, so where one of them
   * is missing, the config is missing as well, and need not be asked for.
   */
  async #pushBlobs(documents: readonly PlannedDocument[]): Promise<void> {
    const blobs = this.#uniqueBlobs(documents)
    const missing = await this.#missing(blobs.filter(({ role }) => role === 'layer'))
    const lacking = new Set(missing.map(({ descriptor }) => descriptor.digest))
    const incomplete = new Set(
      documents
        .filter(({ layers }) => layers.some(({ digest }) => lacking.has(digest)))
        .map(({ config }) => config?.digest),
    )
    const configs = blobs.filter(({ role }) => role === 'config')
    const doubtful = configs.filter(({ descriptor }) => !incomplete.has(descriptor.digest))
    const certain = configs.filter(({ descriptor }) => incomplete.has(descriptor.digest))
    const { jobs } = this.#request
    const absent = await this.#missing(doubtful)
    await this.#all(missing, (blob) => this.#send(blob), jobs)
    await this.#all([...certain, ...absent], (blob) => this.#send(blob), jobs)
  }

  async #missing(blobs: readonly NeededBlob[]): Promise<readonly NeededBlob[]> {
    const missing = await this.#all(blobs, async (blob) => {
      if (isForeignLayer(blob.descriptor.mediaType)) {
        this.#end(blob, 'skipped', Date.now())
        return []
      }
      const began = Date.now()
      const found = await this.#client.lookForBlob(blob.descriptor)
      if (found === 'damaged') this.#damaged.add(blob.descriptor.digest)
      if (found !== 'present') return [blob]
      this.#end(blob, 'present', began)
      return []
    })
    return missing.flat()
  }

  async #send(blob: NeededBlob): Promise<void> {
    const { descriptor, role } = blob
    const { digest, size } = descriptor
    const { observe, dryRun } = this.#request
    const began = Date.now()
    if (dryRun) return this.#end(blob, 'missing', began)
    observe({ event: 'blob-start', digest, size, role })
    await this.#sendWhole(blob, began)
    if (this.#damaged.has(digest)) await this.#client.checkMended(descriptor)
  }

  async #sendWhole(blob: NeededBlob, began: number): Promise<void> {
    const { descriptor, role } = blob
    const { digest, size } = descriptor
    const { source, observe, chunkSize } = this.#request
    // A registry that mounts what it has of the digest would mount the damage.
    const mount = this.#damaged.has(digest) ? {} : await this.#mount(blob)
    if (mount.from !== undefined) return this.#end(blob, 'mounted', began, { from: mount.from })
    const start = role === 'config' ? await this.#sendAtOnce(descriptor) : mount
    if (start === 'stored') return this.#end(blob, 'uploaded', began, { bytes: size })
    const bytes = await uploadBlob(this.#client, source.blob(descriptor), {
      session: start.session,
      chunkSize,
      onPosition: (position) => observe({ event: 'blob-progress', digest, bytes: position }),
    })
    this.#end(blob, 'uploaded', began, { bytes })
  }

  /** Tries the likely repositories; where none grants the request, the last one has begun an upload. */
  async #mount(blob: NeededBlob): Promise<{ readonly from?: string; readonly session?: URL }> {
    let session: URL | undefined
    for (const from of blob.mountFrom) {
      const start = await this.#client.mount(blob.descriptor.digest, from).catch(refusedMount)
      if (start.kind === 'mounted') return { from }
      if (start.kind === 'session') session = start.location
    }
    return session === undefined ? {} : { session }
  }

  /** A config is small: most registries take it in one request; others have begun an upload then. */
  async #sendAtOnce(config: Descriptor): Promise<'stored' | { readonly session?: URL }> {
    const { source, chunkSize = Infinity } = this.#request
    if (config.size > chunkSize) return {}
    const bytes = await source.readSmall(config)
    const start = await this.#client.uploadAtOnce(config.digest, bytes)
    if (start.kind === 'stored') return 'stored'
    return start.kind === 'session' ? { session: start.location } : {}
  }

  async #writeTag(tag: string, descriptor: Descriptor): Promise<void> {
    const bytes = await this.#request.source.readSmall(descriptor)
    await writeTag(this.#client, tag, { descriptor, bytes })
    this.#request.observe({ event: 'tag', tag, status: 'written' })
  }

  #end(
    { descriptor, role }: NeededBlob,
    status: BlobOutcome['status'],
    began: number,
    more: { readonly bytes?: number; readonly from?: string } = {},
  ): void {
    const { digest, mediaType, size } = descriptor
    if (this.#outcomes.has(digest)) return
    const seconds = (Date.now() - began) / 1000
    const outcome = { digest, mediaType, size, role, status, bytes: 0, seconds, ...more }
    this.#outcomes.set(digest, outcome)
    this.#request.observe({ event: 'blob-end', ...outcome })
  }

  #needs({ config, layers, annotations }: PlannedDocument): readonly NeededBlob[] {
    const { repository } = this.#client.registry
    const needed = layers.map((descriptor): NeededBlob => ({
      descriptor,
      role: 'layer',
      mountFrom: mountSources(repository, descriptor, annotations, this.#likelyHolders(descriptor)),
    }))
    return config === undefined
      ? needed
      : [...needed, { descriptor: config, role: 'config', mountFrom: [] }]
  }

  /** Whom somebody named, and where the blob comes from. */
  #likelyHolders(descriptor: Descriptor): readonly string[] {
    const { source, mountFrom } = this.#request
    const { origin } = source.blob(descriptor)
    return origin === undefined ? mountFrom : [formatRepository(origin), ...mountFrom]
  }

  #uniqueBlobs(documents: readonly PlannedDocument[]): readonly NeededBlob[] {
    const blobs = new Map<Digest, NeededBlob>()
    for (const blob of documents.flatMap((document) => this.#needs(document))) {
      const { digest } = blob.descriptor
      if (!blobs.has(digest) && !this.#outcomes.has(digest)) blobs.set(digest, blob)
    }
    return [...blobs.values()]
  }

  /** Configs and layers, bottom first, as the manifests name them. */
  #blobsInOrder(documents: readonly PlannedDocument[]): readonly BlobOutcome[] {
    const digests = documents.flatMap(({ config, layers }) =>
      [...(config === undefined ? [] : [config]), ...layers].map(({ digest }) => digest),
    )
    return [...new Set(digests)].flatMap((digest) => this.#outcomes.get(digest) ?? [])
  }

  /** Does something for all; the first failure ends everything else at once. */
  #all<T, R>(
    items: readonly T[],
    action: (item: T) => Promise<R>,
    limit = LOOKS_AT_ONCE,
  ): Promise<readonly R[]> {
    return mapInParallel(items, limit, async (item) => {
      try {
        return await action(item)
      } catch (error) {
        this.#client.registry.abort(error)
        throw error
      }
    })
  }
}

/** Who may not read another repository can still push. */
function refusedMount(error: unknown): UploadStart {
  if (!(error instanceof ExpectedFailure) || error.failure.topic !== 'registry') throw error
  const denials: readonly string[] = ['denied', 'login-required', 'credentials-refused']
  if (!denials.includes(error.failure.reason)) throw error
  return { kind: 'refused' }
}
