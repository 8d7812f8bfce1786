import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { readConfig, readIndex, readManifest } from './documents.ts'
import type { ImageSource } from './image_source.ts'

/** Indexes in one another at most: nobody means more. */
export const MAX_INDEX_DEPTH = 8

/**
 * Lists the images of a source as entries of an index: itself, or where it is an index, its images, also
 * those of indexes in it. An entry has the platform that an index states, else that of its config. An index
 * that is named more than once counts once.
 *
 * @throws ExpectedFailure when a document is missing or wrong, or indexes are nested too deep
 */
export async function indexEntries(source: ImageSource): Promise<readonly Descriptor[]> {
  const { mediaType, digest, size } = source.root
  const entries: Descriptor[] = []
  const root = { mediaType, digest, size }
  for await (const each of entriesBelow(source, root, new Set(), MAX_INDEX_DEPTH))
    entries.push(each)
  return entries
}

async function* entriesBelow(
  source: ImageSource,
  descriptor: Descriptor,
  seen: Set<Digest>,
  depth: number,
): AsyncGenerator<Descriptor> {
  if (documentKind(descriptor.mediaType) !== 'index') {
    yield await withPlatform(source, descriptor)
    return
  }
  if (seen.has(descriptor.digest)) return
  seen.add(descriptor.digest)
  if (depth === 0) throw nestedTooDeep(descriptor)
  const { manifests } = await readIndex(source, descriptor)
  for (const each of manifests) yield* entriesBelow(source, each, seen, depth - 1)
}

/** The failure of an index that has others in it, deeper than {@link MAX_INDEX_DEPTH}. */
export function nestedTooDeep({ digest }: Descriptor): ExpectedFailure {
  return new ExpectedFailure({
    topic: 'registry',
    reason: 'unreadable-manifest',
    what: `"${digest}"`,
    problem: `indexes are nested deeper than ${MAX_INDEX_DEPTH}`,
  })
}

/** Artifacts have no platform, and stay without. */
async function withPlatform(source: ImageSource, entry: Descriptor): Promise<Descriptor> {
  if (entry.platform !== undefined || documentKind(entry.mediaType) !== 'manifest') return entry
  const { config } = await readManifest(source, entry)
  if (documentKind(config.mediaType) !== 'config') return entry
  return { ...entry, platform: (await readConfig(source, config)).platform }
}
