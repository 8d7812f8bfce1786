import type { BuiltImage, BuiltMember } from '../../core/base_images/built.ts'
import { readManifest } from './documents.ts'
import type { ImageSource } from './image_source.ts'
import { indexEntries } from './index_entries.ts'

/**
 * Reads what an image was built to; no layer is read.
 *
 * @throws ExpectedFailure when a document is missing or wrong
 */
export async function readBuiltImage(source: ImageSource): Promise<BuiltImage> {
  const images: BuiltMember[] = []
  for (const entry of await indexEntries(source)) {
    const { config, layers } = await readManifest(source, entry)
    images.push({ entry, config, layers })
  }
  return { root: source.root, images }
}
