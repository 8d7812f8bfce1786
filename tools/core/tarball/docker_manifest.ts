import type { Descriptor } from '../descriptor.ts'
import type { ImageName } from './image_name.ts'
import { blobPath } from '../oci/blob_path.ts'

/**
 * Content of `manifest.json`, which makes `docker load` take the archive: one image whose config and
 * layers are where the OCI layout has them, as `docker save` has written it since Docker 25
 * (moby/docker-image-spec, "Combined Image JSON + Filesystem Changeset Format").
 *
 * @param layers bottom layer first; one entry for each diff_id of the config
 */
export function dockerManifestText(
  config: Descriptor,
  layers: readonly Descriptor[],
  names: readonly ImageName[],
): string {
  const image = {
    Config: blobPath(config.digest),
    RepoTags: names.length > 0 ? names.map(({ short }) => short) : null,
    Layers: layers.map(({ digest }) => blobPath(digest)),
  }
  return JSON.stringify([image])
}
