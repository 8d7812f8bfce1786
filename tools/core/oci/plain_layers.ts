import type { Descriptor } from '../descriptor.ts'
import type { DiffId, Digest } from '../digest.ts'
import { DOCKER_LAYER, OCI_LAYER, OCI_LAYER_ZSTD } from '../media_types.ts'
import { ociLayerMediaType } from './document_kinds.ts'

/** What to do with zstd layers, which older engines cannot unpack. */
export const ZSTD_LAYERS = ['auto', 'keep', 'decompress'] as const

/** `auto` decompresses where the receiver does not unpack zstd or is not known. */
export type ZstdLayers = (typeof ZSTD_LAYERS)[number]

/** Tells whether a layer is a tar under zstd, by OCI's or Docker's name for that. */
export function isZstdLayer(descriptor: Descriptor): boolean {
  return ociLayerMediaType(descriptor.mediaType) === OCI_LAYER_ZSTD
}

/**
 * Describes the plain tar inside a zstd layer. Annotations are left out: they speak of the compressed
 * bytes (a table of contents, a chunk index).
 *
 * @param size bytes of the tar
 */
export function plainLayer(layer: Descriptor, diffId: DiffId, size: number): Descriptor {
  const mediaType = layer.mediaType === OCI_LAYER_ZSTD ? OCI_LAYER : DOCKER_LAYER
  return { mediaType, digest: diffId as string as Digest, size }
}

/** Puts other layers into the JSON of a manifest; everything else stays as it was. */
export function replaceLayers(manifest: string, layers: readonly Descriptor[]): string {
  const fields = JSON.parse(manifest) as Readonly<Record<string, unknown>>
  return JSON.stringify({ ...fields, layers })
}
