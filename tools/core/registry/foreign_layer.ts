/**
 * Whether a layer may not be distributed, and so need not be in a registry (OCI image-spec, layer.md,
 * "Non-Distributable Layers"; Docker calls them foreign).
 */
export function isForeignLayer(mediaType: string): boolean {
  return mediaType.includes('.nondistributable.') || mediaType.includes('.foreign.')
}
