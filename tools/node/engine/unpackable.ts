import type { ZstdLayers } from '../../core/oci/plain_layers.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { withPlainLayers } from '../blob/plain_image.ts'

/**
 * Turns zstd layers into plain ones where that is asked for, or needed.
 *
 * @param source one image, not an index
 * @param receiverHasZstd whether the receiver unpacks zstd; undefined where that is not known
 */
export async function unpackable(
  source: ImageSource,
  zstd: ZstdLayers,
  receiverHasZstd: boolean | undefined,
): Promise<ImageSource> {
  const decompress = zstd === 'decompress' || (zstd === 'auto' && receiverHasZstd !== true)
  return decompress ? withPlainLayers(source) : source
}
