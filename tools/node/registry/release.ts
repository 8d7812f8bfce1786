import { ExpectedFailure } from '../../core/failure.ts'
import { mapInParallel } from '../parallel.ts'
import type { BlobOutcome } from '../blob/transfer_event.ts'
import type { ImagePush, PushOutcome, PushSettings, TagOutcome } from './image_push.ts'
import type { DoForAll } from './release_blobs.ts'
import { blobsOf, lookForBlobs, sendBlobs, weigh } from './release_blobs.ts'
import type { ReleasedDocument, WantedTag } from './release_repository.ts'
import { ReleaseRepository } from './release_repository.ts'
import type { RepositoryClient } from './repository.ts'
import type { PlannedDocument } from './transfer_plan.ts'
import { planTransfer } from './transfer_plan.ts'
import { writeTag } from './write_tag.ts'

/** Requests that only look are quick, and may be more at a time than uploads. */
const LOOKS_AT_ONCE = 8

/** One image of a release. */
interface ReleasedImage {
  readonly push: ImagePush
  readonly repository: ReleaseRepository
  /** Members before what lists them; the image itself is the last one. */
  readonly documents: readonly PlannedDocument[]
}

/**
 * A push of any number of images to any number of repositories and registries: blobs, then manifests by
 * their digests, then all tags, each step of all images before the next step of any. So a failure leaves no tag
 * that points at something incomplete, and before the last step no tag at all.
 *
 * A registry gets each blob once; its other repositories mount it. To be used once.
 */
export class Release {
  readonly #pushes: readonly ImagePush[]
  readonly #settings: PushSettings
  readonly #repositories = new Map<RepositoryClient, ReleaseRepository>()
  #images: readonly ReleasedImage[] = []
  #stoppedAt: string | undefined

  constructor(pushes: readonly ImagePush[], settings: PushSettings) {
    this.#pushes = pushes
    this.#settings = settings
  }

  /**
   * Pushes all. What registries have is not sent; when every tag is right already, asking for that is all that
   * is done.
   *
   * @throws ExpectedFailure when a source has changed, a registry refuses, or the budget is used up; all that is
   *   under way has ended then, and {@link outcomes} says what is done
   */
  async push(): Promise<void> {
    const images: ReleasedImage[] = []
    for (const push of this.#pushes) images.push(await this.#plan(push))
    this.#images = images
    const tags = [...this.#repositories.values()].flatMap((each) => each.tags)
    await this.#look(tags)
    const documents = await this.#missingDocuments()
    await this.#sendBlobs(documents, tags)
    if (this.#settings.dryRun) return
    await this.#all(images, (image) => this.#putDocuments(image))
    const wrong = tags.filter(({ status }) => status === 'missing')
    await this.#all(wrong, (tag) => this.#writeTag(tag))
  }

  /** `HOST/NAME` at which the push failed; undefined where it did not, or before anything was asked. */
  get stoppedAt(): string | undefined {
    return this.#stoppedAt
  }

  /** What has become of every image so far, in order. A blob counts for the first image that has it. */
  outcomes(): readonly PushOutcome[] {
    const claimed = new Set<BlobOutcome>()
    return this.#images.map(({ push, repository, documents }) => ({
      root: push.source.root,
      stored: repository.stored.has(push.source.root.digest),
      blobs: blobsInOrder(documents, repository).map((blob) => claim(blob, claimed)),
      tags: tagNames(push).map((tag) => tagOutcome(repository, tag)),
    }))
  }

  async #plan(push: ImagePush): Promise<ReleasedImage> {
    const { client, source, tags, imageTags = [] } = push
    const repository =
      this.#repositories.get(client) ?? new ReleaseRepository(client, this.#settings.observe)
    this.#repositories.set(client, repository)
    for (const tag of tags) repository.want(tag, source.root, push)
    for (const { tag, image } of imageTags) repository.want(tag, image, push)
    return { push, repository, documents: await planTransfer(source) }
  }

  /** Finds out which tags are right, and which images are there: a registry that has a manifest has all of it. */
  async #look(tags: readonly WantedTag[]): Promise<void> {
    const taken = await this.#all(tags, async (tag) => {
      const { repository, image, name, keeps } = tag
      const found = await repository.resolve(name)
      if (found !== image.digest) {
        return keeps && found !== undefined ? [repository.reference(name)] : []
      }
      tag.status = 'present'
      repository.noteStored(image.digest)
      repository.observe({ event: 'tag', tag: name, status: 'present' })
      return []
    })
    const references = taken.flat()
    if (references.length > 0)
      throw new ExpectedFailure({ topic: 'registry', reason: 'tags-taken', references })
    const untagged = this.#images.filter(({ push }) => push.tags.length === 0)
    await this.#all(untagged, ({ push, repository }) => repository.lookFor(push.source.root.digest))
  }

  /** The documents of all images that registries lack. */
  async #missingDocuments(): Promise<readonly ReleasedDocument[]> {
    const lacking = this.#images.filter(({ push, repository }) => !isStored(push, repository))
    const members = lacking.flatMap((image) =>
      image.documents.slice(0, -1).map(({ descriptor }) => ({ ...image, descriptor })),
    )
    await this.#all(members, ({ repository, descriptor }) => repository.lookFor(descriptor.digest))
    const all = this.#images.flatMap(({ push, repository, documents }) =>
      documents.map((document) => ({
        push,
        repository,
        document,
        whole: isStored(push, repository),
      })),
    )
    const isThere = ({ repository, document, whole }: (typeof all)[number]): boolean =>
      whole || repository.stored.has(document.descriptor.digest)
    for (const blob of blobsOf(all.filter(isThere))) blob.repository.end(blob, 'present')
    return all.filter((each) => !isThere(each))
  }

  async #sendBlobs(
    documents: readonly ReleasedDocument[],
    tags: readonly WantedTag[],
  ): Promise<void> {
    const all: DoForAll = (items, work, limit) => this.#all(items, work, limit)
    const { layers, configs } = await lookForBlobs(documents, all)
    const repositories = [...this.#repositories.values()]
    if (this.#images.length > 1) {
      const wrong = tags.filter(({ status }) => status === 'missing')
      const weight = weigh([...layers, ...configs], repositories)
      this.#settings.observe({ event: 'plan', ...weight, tags: wrong.length })
    }
    await sendBlobs(layers, repositories, this.#settings, all)
    await sendBlobs(configs, repositories, this.#settings, all)
  }

  async #putDocuments({ push, repository, documents }: ReleasedImage): Promise<void> {
    if (isStored(push, repository)) return
    for (const { descriptor } of documents) await repository.put(descriptor, push.source)
  }

  async #writeTag(tag: WantedTag): Promise<void> {
    const { repository, name, image, source } = tag
    const bytes = await source.readSmall(image)
    await writeTag(repository.client, name, { descriptor: image, bytes })
    tag.status = 'written'
    repository.observe({ event: 'tag', tag: name, status: 'written' })
  }

  /** Does something for all; the first failure ends everything else at once. */
  #all<T extends { readonly repository: ReleaseRepository }, R>(
    items: readonly T[],
    work: (item: T) => Promise<R>,
    limit = LOOKS_AT_ONCE,
  ): Promise<readonly R[]> {
    return mapInParallel(items, limit, async (item) => {
      try {
        return await work(item)
      } catch (error) {
        this.#stoppedAt ??= item.repository.name
        for (const client of this.#repositories.keys()) client.registry.abort(error)
        throw error
      }
    })
  }
}

function isStored({ source }: ImagePush, { stored }: ReleaseRepository): boolean {
  return stored.has(source.root.digest)
}

function tagNames({ tags, imageTags = [] }: ImagePush): readonly string[] {
  return [...tags, ...imageTags.map(({ tag }) => tag)]
}

function tagOutcome(repository: ReleaseRepository, tag: string): TagOutcome {
  return { tag, status: repository.tag(tag)?.status ?? 'missing' }
}

/** Configs and layers, bottom first, as the manifests name them. */
function blobsInOrder(
  documents: readonly PlannedDocument[],
  { outcomes }: ReleaseRepository,
): readonly BlobOutcome[] {
  const digests = documents.flatMap(({ config, layers }) =>
    [...(config === undefined ? [] : [config]), ...layers].map(({ digest }) => digest),
  )
  return [...new Set(digests)].flatMap((digest) => outcomes.get(digest) ?? [])
}

/** What was sent for an image before is there for the next one. */
function claim(blob: BlobOutcome, claimed: Set<BlobOutcome>): BlobOutcome {
  if (!claimed.has(blob)) {
    claimed.add(blob)
    return blob
  }
  const { digest, mediaType, size, role, status } = blob
  if (status !== 'uploaded' && status !== 'mounted') return blob
  return { digest, mediaType, size, role, status: 'present', bytes: 0, seconds: 0 }
}
