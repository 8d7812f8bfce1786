import type { ImageContents, ImageParts } from '../../core/archive/plan.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { readIndex, readManifest } from './documents.ts'
import type { ImageSource } from './image_source.ts'

/** Indexes may hold indexes, but not deeper than this. */
const MAX_DEPTH = 8

/**
 * Lists every blob of an image or an index, each once.
 *
 * @throws ExpectedFailure when a manifest or an index is missing or malformed
 */
export async function contentsOf(source: ImageSource): Promise<ImageContents> {
  const blobs = new Map<string, Descriptor>()
  await collect(source, source.root, blobs, MAX_DEPTH)
  return { root: source.root, blobs: [...blobs.values()] }
}

/**
 * Finds the config and the layers of one image.
 *
 * @throws ExpectedFailure when its manifest is missing or malformed
 */
export async function partsOf(source: ImageSource): Promise<ImageParts> {
  const { config, layers } = await readManifest(source, source.root)
  return { config, layers }
}

async function collect(
  source: ImageSource,
  descriptor: Descriptor,
  into: Map<string, Descriptor>,
  depth: number,
): Promise<void> {
  if (into.has(descriptor.digest) || depth === 0) return
  into.set(descriptor.digest, descriptor)
  for (const child of await childrenOf(source, descriptor))
    await collect(source, child, into, depth - 1)
}

async function childrenOf(
  source: ImageSource,
  descriptor: Descriptor,
): Promise<readonly Descriptor[]> {
  switch (documentKind(descriptor.mediaType)) {
    case 'index':
      return (await readIndex(source, descriptor)).manifests
    case 'manifest': {
      const { config, layers } = await readManifest(source, descriptor)
      return [config, ...layers]
    }
    default:
      return []
  }
}
