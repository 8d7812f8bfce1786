import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { readIndex, readManifest } from '../image/documents.ts'
import type { ImageSource } from '../image/image_source.ts'

/** A manifest or an index, and what belongs to it. */
export interface PlannedDocument {
  readonly descriptor: Descriptor
  /** Of the document itself. */
  readonly annotations: Readonly<Record<string, string>>
  /** The config of a manifest; an index has none. */
  readonly config: Descriptor | undefined
  /** Layers of a manifest, bottom first. */
  readonly layers: readonly Descriptor[]
  /** Members of an index. */
  readonly children: readonly Digest[]
}

/** Deeper nesting is refused: nobody means it. */
const MAX_DEPTH = 8

/**
 * Reads all manifests of an image or an index; children come before what refers to them, each once.
 *
 * @throws ExpectedFailure when one is missing or malformed
 */
export async function planTransfer(source: ImageSource): Promise<readonly PlannedDocument[]> {
  const planned = new Map<Digest, PlannedDocument>()
  await plan(source, source.root, planned, MAX_DEPTH)
  return [...planned.values()]
}

async function plan(
  source: ImageSource,
  descriptor: Descriptor,
  planned: Map<Digest, PlannedDocument>,
  depth: number,
): Promise<void> {
  if (planned.has(descriptor.digest)) return
  if (documentKind(descriptor.mediaType) !== 'index' || depth === 0) {
    const { config, layers, annotations } = await readManifest(source, descriptor)
    planned.set(descriptor.digest, { descriptor, annotations, config, layers, children: [] })
    return
  }
  const { manifests, annotations } = await readIndex(source, descriptor)
  for (const child of manifests) await plan(source, child, planned, depth - 1)
  const children = manifests.map(({ digest }) => digest)
  planned.set(descriptor.digest, {
    descriptor,
    annotations,
    config: undefined,
    layers: [],
    children,
  })
}
