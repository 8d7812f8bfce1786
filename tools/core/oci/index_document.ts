import type { Descriptor } from '../descriptor.ts'
import { canonicalJson } from '../json/canonical.ts'
import { decodeJsonBytes } from '../json/cursor.ts'
import { OCI_INDEX } from '../media_types.ts'
import type { Result } from '../result.ts'
import { encodeUtf8 } from '../utf8.ts'
import { readAnnotations, readDescriptor } from './descriptor_json.ts'
import { checkHead } from './manifest.ts'

/** An image index (OCI image-spec, image-index.md) or a Docker manifest list. */
export interface ImageIndex {
  readonly manifests: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
}

/**
 * Checks the bytes of an index.
 *
 * @param mediaType what the descriptor says it is: a document that says otherwise is refused
 */
export function parseIndex(bytes: Uint8Array, mediaType: string): Result<ImageIndex, string> {
  return decodeJsonBytes(bytes, (root) => {
    checkHead(root, mediaType)
    return {
      manifests: root.field('manifests').list(readDescriptor),
      annotations: readAnnotations(root),
    }
  })
}

/**
 * Checks `index.json` of a layout (OCI image-spec, image-layout.md). Other rule sets write it with
 * `manifests` alone, so nothing else is asked of it.
 */
export function parseLayoutIndex(bytes: Uint8Array): Result<ImageIndex, string> {
  return decodeJsonBytes(bytes, (root) => ({
    manifests: root.field('manifests').list(readDescriptor),
    annotations: readAnnotations(root),
  }))
}

/** The bytes of an OCI index: the same for the same index, always. */
export function indexBytes(index: ImageIndex): Uint8Array {
  const { manifests, annotations } = index
  return encodeUtf8(
    canonicalJson({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    }),
  )
}
