import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { WantedPlatform } from '../../core/oci/choose_platform.ts'
import { entriesFor } from '../../core/oci/choose_platform.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { formatPlatform } from '../../core/oci/platform.ts'
import { readIndex } from './documents.ts'
import type { ImageSource } from './image_source.ts'

/** Indexes may hold indexes, but not deeper than this. */
const MAX_DEPTH = 8

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
  const images = await imagesOf(source, source.root, MAX_DEPTH)
  const [image, ...others] = wanted === undefined ? images : entriesFor(images, wanted)
  if (image !== undefined && (others.length === 0 || wanted !== undefined))
    return withRoot(source, image)
  const available = images.map(platformOf)
  throw new ExpectedFailure(
    wanted === undefined
      ? { topic: 'archive', reason: 'several-platforms', available }
      : { topic: 'archive', reason: 'no-such-platform', wanted: formatWanted(wanted), available },
  )
}

/** All image manifests of an index; what is listed for no platform at all (attestations) is left out. */
async function imagesOf(
  source: ImageSource,
  index: Descriptor,
  depth: number,
): Promise<readonly Descriptor[]> {
  if (depth === 0) return []
  const { manifests } = await readIndex(source, index)
  const images = manifests.map(async (each): Promise<readonly Descriptor[]> => {
    if (documentKind(each.mediaType) === 'index') return imagesOf(source, each, depth - 1)
    const isImage = documentKind(each.mediaType) === 'manifest' && each.platform?.os !== 'unknown'
    return isImage ? [each] : []
  })
  return (await Promise.all(images)).flat()
}

function platformOf({ platform, digest }: Descriptor): string {
  return platform === undefined ? digest : formatPlatform(platform)
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
