import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { WantedPlatform } from '../../core/oci/choose_platform.ts'
import { entriesFor, platformEntries } from '../../core/oci/choose_platform.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { formatPlatform } from '../../core/oci/platform.ts'
import type { ImageSource } from './image_source.ts'
import { indexEntries } from './index_entries.ts'

/**
 * Narrows an index to the image for a platform; a source that is one image already stays as it is.
 *
 * @param wanted undefined takes the only image that there is
 * @throws ExpectedFailure when no image suits, or no platform is given and there are several
 */
export async function oneImage(
  source: ImageSource,
  wanted: WantedPlatform | undefined,
): Promise<ImageSource> {
  if (documentKind(source.root.mediaType) !== 'index') return source
  const images = platformEntries(await indexEntries(source))
  const [image, ...others] = wanted === undefined ? images : entriesFor(images, wanted)
  if (image !== undefined && (others.length === 0 || wanted !== undefined))
    return withRoot(source, image)
  const available = images.map(({ platform }) => formatPlatform(platform))
  throw new ExpectedFailure(
    wanted === undefined
      ? { topic: 'archive', reason: 'several-platforms', available }
      : { topic: 'archive', reason: 'no-such-platform', wanted: formatWanted(wanted), available },
  )
}

function formatWanted({ os = '*', architecture = '*', variant }: WantedPlatform): string {
  return [os, architecture, ...(variant ? [variant] : [])].join('/')
}

function withRoot(source: ImageSource, root: Descriptor): ImageSource {
  return {
    root,
    readSmall: (descriptor) => source.readSmall(descriptor),
    blob: (descriptor) => source.blob(descriptor),
  }
}
