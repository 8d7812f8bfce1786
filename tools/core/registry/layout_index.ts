import type { Descriptor } from '../descriptor.ts'
import { REFERENCE_NAME } from '../oci/annotations.ts'

/**
 * Puts an image among those of a layout. What had its name loses its place; so does the same image
 * where neither has a name.
 *
 * @param name the image's name in the layout; undefined for none
 */
export function withImage(
  images: readonly Descriptor[],
  image: Descriptor,
  name: string | undefined,
): readonly Descriptor[] {
  const { mediaType, digest, size, platform } = image
  const entry: Descriptor = {
    mediaType,
    digest,
    size,
    ...(platform === undefined ? {} : { platform }),
    ...(name === undefined ? {} : { annotations: { [REFERENCE_NAME]: name } }),
  }
  const others = images.filter((each) => {
    const own = each.annotations?.[REFERENCE_NAME]
    return own !== name || (own === undefined && each.digest !== digest)
  })
  return [...others, entry]
}
