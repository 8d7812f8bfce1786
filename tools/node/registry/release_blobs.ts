import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { formatRepository } from '../../core/reference.ts'
import { isForeignLayer } from '../../core/registry/foreign_layer.ts'
import { mountSources } from '../../core/registry/mount_sources.ts'
import type { ImagePush, PushSettings } from './image_push.ts'
import type { ReleaseBlob } from './release_blob.ts'
import { sendBlob } from './release_blob.ts'
import type { ReleasedDocument, ReleaseRepository } from './release_repository.ts'

/** Does something for all items, at most so many at a time; the first failure ends everything. */
export type DoForAll = <T extends { readonly repository: ReleaseRepository }, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  limit?: number,
) => Promise<readonly R[]>

/** What repositories lack. */
export interface MissingBlobs {
  readonly layers: readonly ReleaseBlob[]
  readonly configs: readonly ReleaseBlob[]
}

/** Lists the blobs of documents, each once a repository, but for those of which the end is known. */
export function blobsOf(documents: readonly ReleasedDocument[]): readonly ReleaseBlob[] {
  const blobs = new Map<string, ReleaseBlob>()
  for (const blob of documents.flatMap(needs)) {
    const { repository, descriptor } = blob
    const key = keyOf(repository.name, descriptor.digest)
    if (!blobs.has(key) && !repository.outcomes.has(descriptor.digest)) blobs.set(key, blob)
  }
  return [...blobs.values()]
}

/**
 * Finds out which blobs repositories lack. Asks for the layers first: a config is sent when the registry has all
 * its layers, so where one of them is missing, the config is missing as well, and need not be asked for.
 */
export async function lookForBlobs(
  documents: readonly ReleasedDocument[],
  all: DoForAll,
): Promise<MissingBlobs> {
  const blobs = blobsOf(documents)
  const layers = await missing(
    blobs.filter(({ role }) => role === 'layer'),
    all,
  )
  const lacking = new Set(layers.map(placeOf))
  const incomplete = new Set(
    documents
      .filter(({ repository, document }) =>
        document.layers.some(({ digest }) => lacking.has(keyOf(repository.name, digest))),
      )
      .map(({ repository, document }) => keyOf(repository.name, document.config?.digest)),
  )
  const configs = blobs.filter(({ role }) => role === 'config')
  const certain = configs.filter((config) => incomplete.has(placeOf(config)))
  const doubtful = configs.filter((config) => !incomplete.has(placeOf(config)))
  return { layers, configs: [...certain, ...(await missing(doubtful, all))] }
}

/** Sends blobs, each once to a registry: what a repository has got, others of the registry mount. */
export async function sendBlobs(
  blobs: readonly ReleaseBlob[],
  repositories: readonly ReleaseRepository[],
  settings: PushSettings,
  all: DoForAll,
): Promise<void> {
  await all(
    perRegistry(blobs),
    async ({ group }) => {
      let holder = holderOf(group, repositories)
      for (const blob of group) {
        await sendBlob(blob, holder, settings)
        holder ??= blob.repository
      }
    },
    settings.jobs,
  )
}

/** The blobs that are sent, and what they weigh: each once a registry. */
export function weigh(
  blobs: readonly ReleaseBlob[],
  repositories: readonly ReleaseRepository[],
): { readonly blobs: number; readonly bytes: number } {
  const sent = perRegistry(blobs).filter(({ group }) => holderOf(group, repositories) === undefined)
  const sizes = sent.map(({ size }) => size)
  return { blobs: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

/** The blobs of one digest that one registry is to get. */
interface BlobGroup {
  /** The first one that gets it. */
  readonly repository: ReleaseRepository
  readonly size: number
  readonly group: readonly ReleaseBlob[]
}

function perRegistry(blobs: readonly ReleaseBlob[]): readonly BlobGroup[] {
  const groups = Map.groupBy(blobs, ({ repository, descriptor }) =>
    keyOf(repository.registry, descriptor.digest),
  )
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ repository, descriptor: { size } }) => ({ repository, size, group })),
  )
}

/** A repository of the registry that has what the others lack. */
function holderOf(
  [first]: readonly ReleaseBlob[],
  repositories: readonly ReleaseRepository[],
): ReleaseRepository | undefined {
  if (first === undefined) return undefined
  const { repository, descriptor } = first
  return repositories.find(
    ({ registry, outcomes }) =>
      registry === repository.registry && outcomes.get(descriptor.digest)?.status === 'present',
  )
}

async function missing(
  blobs: readonly ReleaseBlob[],
  all: DoForAll,
): Promise<readonly ReleaseBlob[]> {
  const lacking = await all(blobs, async (blob) => {
    const { repository, descriptor } = blob
    if (isForeignLayer(descriptor.mediaType)) {
      repository.end(blob, 'skipped')
      return []
    }
    const began = Date.now()
    const found = await repository.client.lookForBlob(descriptor)
    if (found === 'damaged') repository.damaged.add(descriptor.digest)
    if (found !== 'present') return [blob]
    repository.end(blob, 'present', { began })
    return []
  })
  return lacking.flat()
}

function needs({ push, repository, document }: ReleasedDocument): readonly ReleaseBlob[] {
  const { config, layers, annotations } = document
  const own = { repository, source: push.source }
  const target = repository.client.registry.repository
  const needed = layers.map((descriptor): ReleaseBlob => {
    const mountFrom = mountSources(target, descriptor, annotations, likelyHolders(push, descriptor))
    return { ...own, descriptor, role: 'layer', mountFrom }
  })
  return config === undefined
    ? needed
    : [...needed, { ...own, descriptor: config, role: 'config', mountFrom: [] }]
}

/** Whom somebody named, and where the blob comes from. */
function likelyHolders({ source, mountFrom }: ImagePush, layer: Descriptor): readonly string[] {
  const { origin } = source.blob(layer)
  return origin === undefined ? mountFrom : [formatRepository(origin), ...mountFrom]
}

function placeOf({ repository, descriptor }: ReleaseBlob): string {
  return keyOf(repository.name, descriptor.digest)
}

function keyOf(place: string, digest: Digest | undefined): string {
  return `${place}@${digest ?? ''}`
}
