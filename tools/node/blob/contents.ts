import type { ImageContents, ImageParts } from '../../core/tarball/plan.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { readManifest } from './documents.ts'
import type { ImageSource } from './image_source.ts'
import type { ImageNode } from './image_tree.ts'
import { readImageTree } from './image_tree.ts'

/**
 * Lists every blob of an image or an index, each once.
 *
 * @throws ExpectedFailure when a manifest or an index is missing or malformed, or the image is too large to
 * be meant
 */
export async function contentsOf(source: ImageSource): Promise<ImageContents> {
  const blobs = new Map<string, Descriptor>()
  await collect(source, await readImageTree(source), blobs)
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
  { descriptor, index }: ImageNode,
  into: Map<string, Descriptor>,
): Promise<void> {
  if (into.has(descriptor.digest)) return
  into.set(descriptor.digest, descriptor)
  for (const member of index?.members ?? []) await collect(source, member, into)
  if (documentKind(descriptor.mediaType) !== 'manifest') return
  const { config, layers } = await readManifest(source, descriptor)
  for (const blob of [config, ...layers]) {
    if (!into.has(blob.digest)) into.set(blob.digest, blob)
  }
}
