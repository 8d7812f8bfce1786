import type { Descriptor } from '../descriptor.ts'
import { canonicalJson } from '../json/canonical.ts'
import { OCI_INDEX } from '../media_types.ts'
import { REFERENCE_NAME } from '../oci/annotations.ts'
import type { ImageName } from './image_name.ts'

/** Content of `oci-layout` (OCI image-spec, image-layout.md, "oci-layout file"). */
export const OCI_LAYOUT_TEXT = '{"imageLayoutVersion":"1.0.0"}'

/** The full name, read by containerd, docker and podman; wins over the short one. */
const CONTAINERD_NAME = 'io.containerd.image.name'

/**
 * Content of `index.json`: the root once for every name, or once without a name
 * (OCI image-spec, image-layout.md, "index.json file").
 */
export function layoutIndexText(root: Descriptor, names: readonly ImageName[]): string {
  const named = names.map(({ full, tag }) => ({
    ...root,
    annotations: { ...root.annotations, [CONTAINERD_NAME]: full, [REFERENCE_NAME]: tag },
  }))
  return canonicalJson({
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: named.length > 0 ? named : [root],
  })
}
