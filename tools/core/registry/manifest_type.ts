import { decodeJsonBytes } from '../json/cursor.ts'
import { OCI_INDEX, OCI_MANIFEST } from '../media_types.ts'
import { documentKind } from '../oci/document_kinds.ts'

/**
 * The media type of a manifest as a registry gave it. The document's own word counts; documents that
 * say nothing are what the registry says they are, where that is a type of manifests at all; and where
 * it is not (such as `application/json`), their fields tell.
 *
 * @param stated the `Content-Type` header
 */
export function manifestType(bytes: Uint8Array, stated: string | undefined): string {
  const header = (stated ?? '').split(';')[0]?.trim() ?? ''
  const decoded = decodeJsonBytes(bytes, (root) => {
    const own = root.optional('mediaType')?.string()
    if (own !== undefined || root.field('schemaVersion').value !== 2) return own
    if (documentKind(header) !== undefined) return header
    return root.optional('manifests') === undefined ? OCI_MANIFEST : OCI_INDEX
  })
  return decoded.ok ? (decoded.value ?? header) : header
}
