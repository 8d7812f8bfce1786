import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { readManifest } from '../blob/documents.ts'
import type { ImageSource } from '../blob/image_source.ts'
import type { ImageNode } from '../blob/image_tree.ts'
import { readImageTree } from '../blob/image_tree.ts'

/** A manifest or an index, and what belongs to it. */
export interface PlannedDocument {
  readonly descriptor: Descriptor
  /** Of the document itself. */
  readonly annotations: Readonly<Record<string, string>>
  /** The config of a manifest; an index has none. */
  readonly config: Descriptor | undefined
  /** Layers of a manifest, bottom first. */
  readonly layers: readonly Descriptor[]
}

/**
 * Reads all manifests of an image or an index; members come before what lists them, each once.
 *
 * @throws ExpectedFailure when one is missing or malformed, or where there are too many of them
 */
export async function planTransfer(source: ImageSource): Promise<readonly PlannedDocument[]> {
  const planned = new Map<Digest, PlannedDocument>()
  await plan(source, await readImageTree(source), planned)
  return [...planned.values()]
}

async function plan(
  source: ImageSource,
  { descriptor, index }: ImageNode,
  planned: Map<Digest, PlannedDocument>,
): Promise<void> {
  const { digest } = descriptor
  if (planned.has(digest)) return
  if (index === undefined) {
    const { config, layers, annotations } = await readManifest(source, descriptor)
    planned.set(digest, { descriptor, annotations, config, layers })
    return
  }
  for (const member of index.members) await plan(source, member, planned)
  planned.set(digest, { descriptor, annotations: index.annotations, config: undefined, layers: [] })
}
