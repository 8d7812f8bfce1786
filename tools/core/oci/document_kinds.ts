import {
  DOCKER_CONFIG,
  DOCKER_LAYER,
  DOCKER_LAYER_GZIP,
  DOCKER_MANIFEST,
  DOCKER_MANIFEST_LIST,
  OCI_CONFIG,
  OCI_INDEX,
  OCI_LAYER,
  OCI_LAYER_GZIP,
  OCI_LAYER_ZSTD,
  OCI_MANIFEST,
} from '../media_types.ts'

/** Manifests, indexes and configs are not larger than this; registries have the same limit. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024

/** What a document of an image is, under OCI's and Docker's names alike. */
export type DocumentKind = 'manifest' | 'index' | 'config'

const KINDS: ReadonlyMap<string, DocumentKind> = new Map([
  [OCI_MANIFEST, 'manifest'],
  [DOCKER_MANIFEST, 'manifest'],
  [OCI_INDEX, 'index'],
  [DOCKER_MANIFEST_LIST, 'index'],
  [OCI_CONFIG, 'config'],
  [DOCKER_CONFIG, 'config'],
])

/** Docker's layer types under the names that OCI has for the same bytes (media-types.md, "Compatibility Matrix"). */
const LAYERS: ReadonlyMap<string, string> = new Map([
  [DOCKER_LAYER, OCI_LAYER],
  [DOCKER_LAYER_GZIP, OCI_LAYER_GZIP],
  [`${DOCKER_LAYER}.zstd`, OCI_LAYER_ZSTD],
  [
    'application/vnd.docker.image.rootfs.foreign.diff.tar',
    'application/vnd.oci.image.layer.nondistributable.v1.tar',
  ],
  [
    'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  ],
])

/** Says what a media type stands for; undefined for a layer and for everything unknown. */
export function documentKind(mediaType: string): DocumentKind | undefined {
  return KINDS.get(mediaType)
}

/** The OCI name of a layer's media type; other types are left as they are. */
export function ociLayerMediaType(mediaType: string): string {
  return LAYERS.get(mediaType) ?? mediaType
}
