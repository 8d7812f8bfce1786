import type { Descriptor } from '../../core/descriptor.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { readConfig, readManifest } from './documents.ts'
import type { ImageSource } from './image_source.ts'
import type { ImageNode, IndexNode } from './image_tree.ts'
import { readImageTree } from './image_tree.ts'

/**
 * Lists the images of a source as entries of an index: itself, or where it is an index, its images, also
 * those of indexes in it. An entry has the platform that an index states, else that of its config. An index
 * that is named more than once counts once.
 *
 * @throws ExpectedFailure when a document is missing or wrong, or the image is too large to be meant
 */
export async function indexEntries(source: ImageSource): Promise<readonly Descriptor[]> {
  const { descriptor, index } = await readImageTree(source)
  const { mediaType, digest, size } = descriptor
  const listed = [...leavesOf({ descriptor: { mediaType, digest, size }, index }, new Set())]
  const entries: Descriptor[] = []
  for (const each of listed) entries.push(await withPlatform(source, each))
  return entries
}

function* leavesOf({ descriptor, index }: ImageNode, seen: Set<IndexNode>): Generator<Descriptor> {
  if (index === undefined) yield descriptor
  else if (!seen.has(index)) {
    seen.add(index)
    for (const member of index.members) yield* leavesOf(member, seen)
  }
}

/** Artifacts have no platform, and stay without. */
async function withPlatform(source: ImageSource, entry: Descriptor): Promise<Descriptor> {
  if (entry.platform !== undefined || documentKind(entry.mediaType) !== 'manifest') return entry
  const { config } = await readManifest(source, entry)
  if (documentKind(config.mediaType) !== 'config') return entry
  return { ...entry, platform: (await readConfig(source, config)).platform }
}
