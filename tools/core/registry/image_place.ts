import type { ReferenceFailure } from '../failures/registry.ts'
import type { Reference } from '../reference.ts'
import { formatReference, parseReference } from '../reference.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** Where an image is, or is to be put. */
export type ImagePlace =
  | { readonly kind: 'registry'; readonly reference: Reference }
  /** `name`: the image's `org.opencontainers.image.ref.name` in the layout. */
  | { readonly kind: 'layout'; readonly path: string; readonly name: string | undefined }

const LAYOUT = 'oci:'

/** Reads `[HOST[:PORT]/]NAME[:TAG][@DIGEST]` or `oci:DIR[:NAME]`. */
export function parseImagePlace(text: string): Result<ImagePlace, ReferenceFailure> {
  if (text.startsWith(LAYOUT)) {
    const [, path = '', name] = /^(.*?)(?::([^/]*))?$/.exec(text.slice(LAYOUT.length)) ?? []
    if (path !== '' && name !== '') return ok({ kind: 'layout', path, name })
  }
  const parsed = parseReference(text)
  if (parsed.ok) return ok({ kind: 'registry', reference: parsed.value })
  const problem = parsed.failure
  return err({ topic: 'registry', reason: 'invalid-reference', text, problem })
}

/** Writes a place as people do. */
export function formatImagePlace(place: ImagePlace): string {
  if (place.kind === 'registry') return formatReference(place.reference)
  return `${LAYOUT}${place.path}${place.name === undefined ? '' : `:${place.name}`}`
}
