import type { WantedPlatform } from '../../core/oci/choose_platform.ts'
import { entriesFor } from '../../core/oci/choose_platform.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { formatPlatform } from '../../core/oci/platform.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { readConfig, readManifest } from '../blob/documents.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { oneImage } from '../blob/one_image.ts'

/**
 * Narrows a source to the image for a platform: an index to one of its images, and one image only when
 * it is for that platform.
 *
 * @param reference names the source in failures
 * @throws ExpectedFailure when there is no such image
 */
export async function onePlatform(
  source: ImageSource,
  wanted: WantedPlatform,
  reference: string,
): Promise<ImageSource> {
  if (documentKind(source.root.mediaType) === 'index') return oneImage(source, wanted)
  const { config } = await readManifest(source, source.root)
  const { platform } = await readConfig(source, config)
  if (entriesFor([{ ...source.root, platform }], wanted).length > 0) return source
  const { os = '*', architecture = '*', variant } = wanted
  throw new ExpectedFailure({
    topic: 'registry',
    reason: 'no-platform',
    reference,
    wanted: [os, architecture, ...(variant === undefined ? [] : [variant])].join('/'),
    available: [formatPlatform(platform)],
  })
}
