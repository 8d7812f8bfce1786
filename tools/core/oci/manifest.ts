import type { Descriptor } from '../descriptor.ts'
import { canonicalJson } from '../json/canonical.ts'
import type { JsonCursor } from '../json/cursor.ts'
import { decodeJsonBytes } from '../json/cursor.ts'
import { OCI_MANIFEST } from '../media_types.ts'
import type { Result } from '../result.ts'
import { encodeUtf8 } from '../utf8.ts'
import { readAnnotations, readDescriptor } from './descriptor_json.ts'

/** An image manifest: OCI's (image-spec, manifest.md) or Docker's version 2, schema 2, which has the same fields. */
export interface ImageManifest {
  readonly config: Descriptor
  /** Bottom layer first. */
  readonly layers: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
  readonly artifactType?: string
  readonly subject?: Descriptor
}

/**
 * Checks the bytes of a manifest.
 *
 * @param mediaType what the descriptor says it is: a document that says otherwise is refused
 */
export function parseManifest(bytes: Uint8Array, mediaType: string): Result<ImageManifest, string> {
  return decodeJsonBytes(bytes, (root) => {
    checkHead(root, mediaType)
    const artifactType = root.optional('artifactType')?.string()
    const subject = root.optional('subject')
    return {
      config: readDescriptor(root.field('config')),
      layers: root.optional('layers')?.list(readDescriptor) ?? [],
      annotations: readAnnotations(root),
      ...(artifactType ? { artifactType } : {}),
      ...(subject === undefined ? {} : { subject: readDescriptor(subject) }),
    }
  })
}

/** Checks what manifests and indexes begin with. */
export function checkHead(root: JsonCursor, mediaType: string): void {
  const version = root.field('schemaVersion')
  if (version.value !== 2) version.fail('expected 2; images of schema 1 are not supported')
  const own = root.optional('mediaType')
  if (own !== undefined && own.string() !== mediaType) own.fail(`expected "${mediaType}"`)
}

/** The bytes of an OCI manifest: the same for the same image, always. */
export function manifestBytes(manifest: ImageManifest): Uint8Array {
  const { annotations, ...rest } = manifest
  return encodeUtf8(
    canonicalJson({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      ...rest,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    }),
  )
}
