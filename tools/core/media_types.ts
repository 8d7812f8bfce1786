/** OCI image-spec 1.1, media-types.md. */
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
export const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar'
export const OCI_LAYER_GZIP = 'application/vnd.oci.image.layer.v1.tar+gzip'
export const OCI_LAYER_ZSTD = 'application/vnd.oci.image.layer.v1.tar+zstd'

/** Docker image manifest version 2, schema 2. */
export const DOCKER_MANIFEST_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
export const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json'
export const DOCKER_LAYER = 'application/vnd.docker.image.rootfs.diff.tar'
export const DOCKER_LAYER_GZIP = 'application/vnd.docker.image.rootfs.diff.tar.gzip'

/** How the tar of a layer is compressed; `none` is a plain tar. */
export type Compression = 'none' | 'gzip' | 'zstd'

/** The OCI media type of a layer under a compression. */
export function layerMediaType(compression: Compression): string {
  switch (compression) {
    case 'none':
      return OCI_LAYER
    case 'gzip':
      return OCI_LAYER_GZIP
    case 'zstd':
      return OCI_LAYER_ZSTD
  }
}
