/**
 * Names an image of a layout (OCI image-spec, annotations.md): the tag alone, as containerd and
 * `docker save` write it.
 */
export const REFERENCE_NAME = 'org.opencontainers.image.ref.name'
